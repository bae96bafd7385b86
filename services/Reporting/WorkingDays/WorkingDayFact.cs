using NodaTime;

namespace PracticeAspire.Reporting.WorkingDays;

/// <summary>How long a practitioner works at one location on one day, as the newest event says.</summary>
internal sealed class WorkingDayFact
{
    public required Guid WorkingDayId { get; init; }

    public required long Version { get; init; }

    public required Guid PractitionerId { get; init; }

    public required Guid LocationId { get; init; }

    public required LocalDate Day { get; init; }

    public required int Minutes { get; init; }
}
