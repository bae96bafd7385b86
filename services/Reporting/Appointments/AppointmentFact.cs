using NodaTime;
using PracticeAspire.Appointments.Contracts;

namespace PracticeAspire.Reporting.Appointments;

/// <summary>An appointment as the newest event left it.</summary>
internal sealed class AppointmentFact
{
    public required Guid AppointmentId { get; init; }

    public required long Version { get; init; }

    public required string Status { get; init; }

    /// <summary>Cancelled within the visit type's late-cancellation limit.</summary>
    public required bool Late { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid PractitionerId { get; init; }

    public required Guid LocationId { get; init; }

    public required string VisitType { get; init; }

    public required Instant StartsAt { get; init; }

    public required Instant EndsAt { get; init; }

    public required string Zone { get; init; }

    /// <summary>The day it starts on, at its location.</summary>
    public required LocalDate Day { get; init; }

    public required int Minutes { get; init; }

    /// <exception cref="NodaTime.TimeZones.DateTimeZoneNotFoundException">The event names a zone that does not exist.</exception>
    public static AppointmentFact Of(Guid id, long version, string status, AppointmentFacts facts, bool late = false)
    {
        var start = Instant.FromDateTimeOffset(facts.Start);
        return new()
        {
            AppointmentId = id,
            Version = version,
            Status = status,
            Late = late,
            PatientId = facts.PatientId,
            PractitionerId = facts.PractitionerId,
            LocationId = facts.LocationId,
            VisitType = facts.VisitType,
            StartsAt = start,
            EndsAt = Instant.FromDateTimeOffset(facts.End),
            Zone = facts.Zone,
            Day = start.InZone(DateTimeZoneProviders.Tzdb[facts.Zone]).Date,
            Minutes = (int)(facts.End - facts.Start).TotalMinutes,
        };
    }
}

internal static class AppointmentStatus
{
    public const string Booked = "booked";
    public const string Cancelled = "cancelled";
    public const string NoShow = "no-show";
}
