using CsCheck;
using NodaTime;
using PracticeAspire.Appointments.Schedules;
using PracticeAspire.Appointments.Slots;

namespace PracticeAspire.Appointments.Tests.Slots;

public sealed class FreeTimesTests
{
    private static readonly string[] ZoneIds =
        ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "Africa/Casablanca", "UTC"];

    // Around both changes of the clocks of 2026 in every one of those zones.
    private static readonly Gen<LocalDate> Day = Gen.Select(
        OneOf(new LocalDate(2026, 3, 8), new LocalDate(2026, 3, 29), new LocalDate(2026, 4, 5), new LocalDate(2026, 10, 4), new LocalDate(2026, 10, 25), new LocalDate(2026, 11, 1)),
        Gen.Int[-1, 1], (day, off) => day.PlusDays(off));

    private static readonly Gen<VisitType> Visit = Gen.Select(
        Gen.Int[1, 24], Gen.Int[0, 6], Gen.Int[0, 6], OneOf(5, 10, 15, 20, 30, 60), Gen.Bool, (length, before, after, grid, room) => new VisitType
        {
            Name = "any",
            DurationMinutes = length * 5,
            BufferBeforeMinutes = before * 5,
            BufferAfterMinutes = after * 5,
            GridMinutes = grid,
            NeedsRoom = room,
        });

    private static readonly Gen<(int From, int Length)[]> Minutes = Gen.Select(Gen.Int[0, 1439], Gen.Int[5, 240]).Array[0, 8];

    [Fact]
    public void Free_times_equal_those_found_by_trying_every_minute()
    {
        Gen.Select(OneOf(ZoneIds), Day, Visit, Minutes, Minutes, Minutes.Array[0, 2]).Sample((zoneId, day, visit, working, busy, rooms) =>
        {
            var zone = DateTimeZoneProviders.Tzdb[zoneId];
            var dayStart = zone.AtStartOfDay(day).ToInstant();
            var hours = Apart(working, dayStart);
            var taken = Apart(busy, dayStart);
            var roomsTaken = rooms.Select(r => (IReadOnlyList<Interval>)Apart(r, dayStart)).ToList();
            var earliest = dayStart + Duration.FromMinutes(working.Length * 37);

            var expected = BruteForce(visit, zone, hours, taken, roomsTaken, earliest, dayStart);
            var actual = FreeTimes.Starts(visit, zone, hours, taken, roomsTaken, earliest).ToList();
            Assert.Equal(expected, actual);
        }, iter: 2_000);
    }

    private static List<Instant> BruteForce(
        VisitType visit, DateTimeZone zone, List<Interval> working, List<Interval> busy, List<IReadOnlyList<Interval>> rooms, Instant earliest, Instant dayStart)
    {
        var found = new List<Instant>();
        for (var minute = 0; minute < 1440 + 240; minute++)
        {
            var start = dayStart + Duration.FromMinutes(minute);
            var claim = visit.ClaimAt(start);
            var fits = start >= earliest
                && visit.MayStartAt(start.InZone(zone).TimeOfDay)
                && working.Any(w => w.Start <= start && visit.VisitAt(start).End <= w.End)
                && !busy.Any(b => Overlap(b, claim))
                && (!visit.NeedsRoom || rooms.Any(room => !room.Any(b => Overlap(b, claim))));
            if (fits)
                found.Add(start);
        }

        return found;
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static bool Overlap(Interval a, Interval b) => a.Start < b.End && b.Start < a.End;

    /// <summary>Intervals that do not touch each other, in order: what the schedule and the exclusion constraint guarantee.</summary>
    private static List<Interval> Apart((int From, int Length)[] minutes, Instant dayStart)
    {
        var result = new List<Interval>();
        foreach (var start in minutes.OrderBy(m => m.From).Select(m => new Interval(
            dayStart + Duration.FromMinutes(m.From), dayStart + Duration.FromMinutes(m.From + m.Length))))
        {
            if (result.Count == 0 || result[^1].End < start.Start)
                result.Add(start);
        }

        return result;
    }
}
