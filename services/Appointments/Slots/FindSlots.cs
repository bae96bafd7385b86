using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Appointments.Schedules;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Slots;

internal sealed partial class SlotsService
{
    private const int MostDays = 90;
    private const int MostDaysAhead = 730;

    public override async Task<FindSlotsReply> FindSlots(FindSlotsRequest request, ServerCallContext context)
    {
        var visitType = request.VisitTypeId.ToId("visit_type_id");
        var location = request.LocationId.ToIdOrNone("location_id");
        var practitioner = request.PractitionerId.ToIdOrNone("practitioner_id");
        var firstDay = request.FirstDay.Length == 0 ? null : (LocalDate?)request.FirstDay.ToDay("first_day");
        var days = Within(request.Days, 1, MostDays, whenZero: 7, "days");
        var limit = Within(request.Limit, 1, 500, whenZero: 100, "limit");

        var ct = context.CancellationToken;
        var moving = await MovingAsync(request.MovingAppointmentId.ToIdOrNone("moving_appointment_id"), context.Caller(), ct);
        while (true)
        {
            var question = await books.DecideAsync(book => SlotQuestion.Of(
                book, visitType, location, practitioner, request.Speciality, firstDay, days, limit, clock.GetCurrentInstant()), ct);
            var (slots, version) = await EarliestAsync(question, moving, ct);
            if (version == question.Book.Version)
            {
                var reply = new FindSlotsReply();
                reply.Slots.AddRange(slots);
                return reply;
            }

            await books.ReloadAsync(version, ct);
        }
    }

    // Whose time it is, is not told to other patients, not even by what is free without it.
    private async Task<Guid> MovingAsync(Guid? appointment, Caller caller, CancellationToken ct)
    {
        if (appointment is not { } id)
            return Guid.Empty;
        if (caller.May(Permissions.ReadCalendar))
            return id;

        var patient = await db.Appointments.Where(a => a.Id == id).Select(a => (Guid?)a.PatientId).SingleOrDefaultAsync(ct);
        return patient is { } whose && await speaksFor.AskAsync(caller, whose, ct) ? id : Guid.Empty;
    }

    /// <summary>
    /// Looks at a few days, then twice as many, until there are enough: whoever wants the earliest time of anyone rarely needs the ninety days.
    /// </summary>
    private async Task<(List<Slot> Slots, long Version)> EarliestAsync(SlotQuestion question, Guid moving, CancellationToken ct)
    {
        var slots = new List<Slot>();
        var (from, window) = (0, question.FirstWindow);
        while (true)
        {
            var days = Math.Min(window, question.Days - from);
            var busy = await busyTimes.ReadAsync(question.Resources, question.Span(from, days), moving, ct);
            if (busy.ScheduleVersion != question.Book.Version)
                return (slots, busy.ScheduleVersion);

            slots.AddRange(question.Answer(from, days, busy, question.Limit - slots.Count));
            (from, window) = (from + days, window * 2);
            if (slots.Count >= question.Limit || from >= question.Days)
                return (slots, busy.ScheduleVersion);
        }
    }

    private static int Within(int value, int least, int most, int whenZero, string field) =>
        value == 0 ? whenZero
        : value >= least && value <= most ? value
        : throw new Malformed(field, $"The field {field} must be from {least} to {most}.");

    /// <summary>Who could see the patient, where, on which days.</summary>
    private sealed record SlotQuestion(
        ScheduleBook Book, VisitType Visit, IReadOnlyList<Location> Locations, IReadOnlyList<Practitioner> Practitioners,
        LocalDate? FirstDay, int Days, int Limit, Instant Now)
    {
        public static SlotQuestion Of(
            ScheduleBook book, Guid visitType, Guid? location, Guid? practitioner, string speciality, LocalDate? firstDay, int days, int limit, Instant now)
        {
            List<Location> locations = location is { } place ? [book.Location(place)] : book.Locations.Values.OrderBy(l => l.Name).ToList();
            var practitioners = practitioner is { } one
                ? [book.Practitioner(one)]
                : book.Practitioners.Values
                    .Where(p => p.Active && (speciality.Length == 0 || p.Specialities.Contains(speciality)) && locations.Exists(l => book.WorksAt(p.Id, l.Id)))
                    .ToList();

            var today = now.InUtc().Date;
            if (firstDay is { } day && (day < today.PlusDays(-1) || day > today.PlusDays(MostDaysAhead)))
                throw new RuleBroken("day-out-of-range", $"Choose a day from today to two years ahead ({today.PlusDays(MostDaysAhead).ToIso()}).");
            return new(book, book.VisitType(visitType), locations, practitioners, firstDay, days, limit, now);
        }

        public Guid[] Resources { get; } =
            [.. Practitioners.Select(p => p.Id), .. Locations.SelectMany(l => l.Rooms).Where(_ => Visit.NeedsRoom).Select(r => r.Id)];

        /// <summary>One practitioner's days are few rows: all at once. Many practitioners fill a small limit in a day.</summary>
        public int FirstWindow => Practitioners.Count <= 3 ? Days : 1;

        /// <summary>The days, and the time around them that a visit's buffers may take.</summary>
        public Interval Span(int from, int days)
        {
            var (before, after) = (Duration.FromMinutes(Visit.BufferBeforeMinutes), Duration.FromMinutes(Visit.BufferAfterMinutes));
            var times = Locations.Select(l => (First: DayOf(l, from), Zone: Zones.Of(l.Zone)))
                .Select(l => (Zones.Day(l.Zone, l.First).Start, Zones.Day(l.Zone, l.First.PlusDays(days)).Start)).ToList();
            return times.Count == 0
                ? new Interval(Now, Now)
                : new Interval(times.Min(t => t.Item1) - before, times.Max(t => t.Item2) + after);
        }

        public IEnumerable<Slot> Answer(int first, int days, Busy busy, int limit)
        {
            var free = Free(first, days, busy);
            var names = Practitioners.Select(p => p.Id).Concat(Locations.Select(l => l.Id)).ToDictionary(id => id, id => id.ToString());
            return (Locations.Count * Practitioners.Count == 1 ? free : free.OrderBy(s => s.Start).ThenBy(s => s.Practitioner.Id)).Take(limit).Select(s => new Slot
            {
                PractitionerId = names[s.Practitioner.Id],
                LocationId = names[s.Location.Id],
                Start = s.Start.ToTimestamp(),
                End = Visit.VisitAt(s.Start).End.ToTimestamp(),
                Zone = s.Location.Zone,
            });
        }

        private IEnumerable<(Instant Start, Practitioner Practitioner, Location Location)> Free(int first, int days, Busy busy) =>
            from location in Locations
            let zone = Zones.Of(location.Zone)
            let rooms = location.Rooms.Select(r => busy.Of(r.Id)).ToList()
            from practitioner in Practitioners
            let taken = busy.Of(practitioner.Id)
            from day in Enumerable.Range(first, days)
            let working = Book.WorkingTimes(practitioner.Id, location, DayOf(location, day))
            where working.Count > 0
            from start in FreeTimes.Starts(Visit, zone, working, taken, rooms, Now)
            select (start, practitioner, location);

        private LocalDate DayOf(Location location, int offset) =>
            (FirstDay ?? Now.InZone(Zones.Of(location.Zone)).Date).PlusDays(offset);
    }
}
