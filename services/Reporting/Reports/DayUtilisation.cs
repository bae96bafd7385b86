using NodaTime;

namespace PracticeAspire.Reporting.Reports;

/// <summary>
/// A practitioner's day in figures. Everything in it follows from the facts alone, also whether the row is there: a day on which nothing is
/// planned and nothing stands has none, however it came to that.
/// </summary>
internal sealed class DayUtilisation
{
    public required LocalDate Day { get; init; }

    public required Guid PractitionerId { get; init; }

    /// <summary>Time taken by appointments that were not cancelled, those whose patient did not come included.</summary>
    public required int BookedMinutes { get; init; }

    public required int WorkingMinutes { get; init; }

    /// <summary>Not cancelled, those whose patient did not come included.</summary>
    public required int Appointments { get; init; }

    public required int Cancelled { get; init; }

    public required int NoShows { get; init; }

    /// <summary>Ends a statement that moves counters of <c>known</c>: what it touched, and of what nothing is left.</summary>
    public const string Touched =
        """
        RETURNING known.day, known.practitioner_id,
            known.booked_minutes = 0 AND known.working_minutes = 0 AND known.appointments = 0 AND known.cancelled = 0 AND known.no_shows = 0
        """;
}
