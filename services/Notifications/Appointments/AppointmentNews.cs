using System.Text.Json.Serialization;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Events.Contracts;
using PracticeAspire.Notifications.Telling;

namespace PracticeAspire.Notifications.Appointments;

/// <summary>What happened to an appointment.</summary>
internal sealed class AppointmentNews : News
{
    public const string Table = "news";

    public const string Booked = "appointment-booked";
    public const string Rescheduled = "appointment-rescheduled";
    public const string Cancelled = "appointment-cancelled";

    public required Guid AppointmentId { get; init; }

    public required Guid PractitionerId { get; init; }

    public required string VisitType { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>IANA name of the location's zone.</summary>
    public required string Zone { get; init; }

    /// <summary>Of what was rescheduled.</summary>
    public DateTimeOffset? PreviousStartsAt { get; init; }

    [JsonIgnore]
    public override string Scope => Patients.Scope.Appointments;

    public override string? OutdatedAt(DateTimeOffset now) => EndsAt <= now ? "The appointment's time had passed." : null;

    public static AppointmentNews Of<TEvent>(string kind, Received<TEvent> received, AppointmentFacts facts, DateTimeOffset? previousStart = null)
        where TEvent : IEvent => new()
        {
            EventId = received.EventId,
            Kind = kind,
            AppointmentId = received.Event.AggregateId,
            Version = received.Event.Version,
            PatientId = facts.PatientId,
            PractitionerId = facts.PractitionerId,
            VisitType = facts.VisitType,
            StartsAt = facts.Start,
            EndsAt = facts.End,
            Zone = facts.Zone,
            PreviousStartsAt = previousStart,
            OccurredAt = received.OccurredAt,
        };
}
