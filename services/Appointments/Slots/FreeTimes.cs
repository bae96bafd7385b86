using NodaTime;
using PracticeAspire.Appointments.Schedules;

namespace PracticeAspire.Appointments.Slots;

/// <summary>The times at which a visit may start. Nothing here asks the database or the clock.</summary>
internal static class FreeTimes
{
    /// <param name="working">When the practitioner works, in order.</param>
    /// <param name="busy">When the practitioner is taken, in order.</param>
    /// <param name="rooms">When each room that would do is taken, in order; empty when the visit needs none.</param>
    /// <returns>Starts in order, on the visit type's grid in the location's local time, from <paramref name="earliest"/> on.</returns>
    public static IEnumerable<Instant> Starts(
        VisitType visit, DateTimeZone zone, IReadOnlyList<Interval> working, IReadOnlyList<Interval> busy,
        IReadOnlyList<IReadOnlyList<Interval>> rooms, Instant earliest)
    {
        var step = Duration.FromMinutes(visit.GridMinutes);
        foreach (var time in working)
        {
            for (var start = FirstOnGrid(visit, zone, Instant.Max(time.Start, earliest)); visit.VisitAt(start).End <= time.End;)
            {
                var claim = visit.ClaimAt(start);
                if (Overlapping(busy, claim) is { } taken)
                {
                    // Nothing can start until the taken time is over; then the grid decides again.
                    start = FirstOnGrid(visit, zone, Instant.Max(start + step, taken.End + Duration.FromMinutes(visit.BufferBeforeMinutes)));
                    continue;
                }

                if (!visit.NeedsRoom || rooms.Any(room => Overlapping(room, claim) is null))
                    yield return start;
                start = FirstOnGrid(visit, zone, start + step);
            }
        }
    }

    private static Instant FirstOnGrid(VisitType visit, DateTimeZone zone, Instant from)
    {
        // Offsets are whole minutes, so that whole local minutes are whole minutes of the instant.
        var minute = Duration.FromMinutes(1);
        var start = Instant.FromUnixTimeTicks((from.ToUnixTimeTicks() + NodaConstants.TicksPerMinute - 1) / NodaConstants.TicksPerMinute * NodaConstants.TicksPerMinute);
        var past = start.InZone(zone).Minute % visit.GridMinutes;
        if (past != 0)
            start += minute * (visit.GridMinutes - past);

        // A change of the clocks by half an hour can lie between.
        while (!visit.MayStartAt(start.InZone(zone).TimeOfDay))
            start += minute;
        return start;
    }

    private static Interval? Overlapping(IReadOnlyList<Interval> taken, Interval claim)
    {
        var (low, high) = (0, taken.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (taken[middle].End <= claim.Start)
                low = middle + 1;
            else
                high = middle;
        }

        return low < taken.Count && taken[low].Start < claim.End ? taken[low] : null;
    }
}
