using NodaTime;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Appointments.Schedules;

/// <summary>What can be booked: how long it takes, what it needs around it, when it may start.</summary>
internal sealed class VisitType
{
    public Guid Id { get; init; }

    public required string Name { get; init; }

    public int DurationMinutes { get; init; }

    public int BufferBeforeMinutes { get; init; }

    public int BufferAfterMinutes { get; init; }

    /// <summary>Visits start at multiples of this past the hour, local time.</summary>
    public int GridMinutes { get; init; }

    public bool NeedsRoom { get; init; }

    public int LateCancellationHours { get; init; }

    public Interval VisitAt(Instant start) => new(start, start + Duration.FromMinutes(DurationMinutes));

    /// <summary>What the practitioner and the room are taken for: the visit and its buffers.</summary>
    public Interval ClaimAt(Instant start) => new(
        start - Duration.FromMinutes(BufferBeforeMinutes), start + Duration.FromMinutes(DurationMinutes + BufferAfterMinutes));

    public bool MayStartAt(LocalTime time) => time.Minute % GridMinutes == 0 && time.TickOfSecond == 0 && time.Second == 0;

    public void Check()
    {
        Require(Name.Length is > 0 and <= 100, "name", "A visit type needs a name of at most 100 characters.");
        Require(DurationMinutes is >= 5 and <= 480, "duration_minutes", "A visit takes 5 to 480 minutes.");
        Require(BufferBeforeMinutes is >= 0 and <= 120, "buffer_before_minutes", "The time before a visit is 0 to 120 minutes.");
        Require(BufferAfterMinutes is >= 0 and <= 120, "buffer_after_minutes", "The time after a visit is 0 to 120 minutes.");
        Require(GridMinutes is 5 or 10 or 15 or 20 or 30 or 60, "grid_minutes", "Visits start every 5, 10, 15, 20, 30 or 60 minutes.");
        Require(LateCancellationHours is >= 0 and <= 168, "late_cancellation_hours", "A cancellation is late at most 168 hours before.");
    }

    private static void Require(bool holds, string field, string sentence)
    {
        if (!holds)
            throw new Malformed(field, sentence);
    }
}
