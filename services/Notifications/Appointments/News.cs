using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Events.Contracts;

namespace PracticeAspire.Notifications.Appointments;

/// <summary>Something that people are to be told of: the facts of one event, as they were then.</summary>
internal sealed class News
{
    public const string Booked = "appointment-booked";
    public const string Rescheduled = "appointment-rescheduled";
    public const string Cancelled = "appointment-cancelled";

    public required Guid EventId { get; init; }

    public required string Kind { get; init; }

    public required Guid AppointmentId { get; init; }

    public required long Version { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid PractitionerId { get; init; }

    public required string VisitType { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>IANA name of the location's zone.</summary>
    public required string Zone { get; init; }

    /// <summary>Of what was rescheduled.</summary>
    public DateTimeOffset? PreviousStartsAt { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public static News Of<TEvent>(string kind, Received<TEvent> received, AppointmentFacts facts, DateTimeOffset? previousStart = null)
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
