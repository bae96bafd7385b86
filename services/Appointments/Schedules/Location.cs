using NodaTime;

namespace PracticeAspire.Appointments.Schedules;

/// <summary>A place where patients are seen. What "every Tuesday 09:00" means there is decided by its IANA zone.</summary>
internal sealed class Location
{
    public Guid Id { get; init; }

    public required string Name { get; set; }

    public required string Zone { get; set; }

    /// <summary>When the doors are open. Who works then is said by each practitioner's hours, and by nothing else.</summary>
    public List<WeeklyTime> OpeningHours { get; set; } = [];

    public List<Room> Rooms { get; init; } = [];
}

internal sealed class Room
{
    public Guid Id { get; init; }

    public Guid LocationId { get; init; }

    public required string Name { get; set; }
}

/// <summary>Something that happens every week at local time.</summary>
internal sealed class WeeklyTime
{
    public IsoDayOfWeek Weekday { get; init; }

    public LocalTime From { get; init; }

    public LocalTime To { get; init; }
}
