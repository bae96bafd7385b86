using NodaTime;

namespace PracticeAspire.Appointments.Schedules;

/// <summary>Someone who sees patients, as far as appointments need to know.</summary>
internal sealed class Practitioner
{
    public Guid Id { get; init; }

    public long Version { get; set; }

    public bool Active { get; set; }

    public required string[] Specialities { get; set; }
}

/// <summary>A practitioner's weekly hours at a location. Without any they do not work there.</summary>
internal sealed class PractitionerHours
{
    public Guid PractitionerId { get; init; }

    public Guid LocationId { get; init; }

    public List<WeeklyTime> Weekly { get; set; } = [];
}

/// <summary>Leave, a closed day, a block-out. No practitioner: everyone at the location. No location: everywhere.</summary>
internal sealed class Absence
{
    public Guid Id { get; init; }

    public Guid? PractitionerId { get; init; }

    public Guid? LocationId { get; init; }

    public Instant Start { get; init; }

    public Instant End { get; init; }

    public Interval During => new(Start, End);

    public bool Concerns(Guid practitioner, Guid location) =>
        (PractitionerId is null || PractitionerId == practitioner) && (LocationId is null || LocationId == location);
}

/// <summary>How long a practitioner works on a day, as last announced.</summary>
internal sealed class WorkingDay
{
    public Guid Id { get; init; }

    public long Version { get; set; }

    public Guid PractitionerId { get; init; }

    public Guid LocationId { get; init; }

    public LocalDate Day { get; init; }

    public int Minutes { get; set; }
}
