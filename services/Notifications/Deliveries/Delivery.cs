using System.Text.Json.Serialization;
using PracticeAspire.Notifications.Telling;

namespace PracticeAspire.Notifications.Deliveries;

/// <summary>That one person is told of one event by one channel: at most one row, so at most one intent, and what became of it.</summary>
internal sealed class Delivery
{
    public const string Email = "email";
    public const string InApp = "in-app";

    public required Guid Id { get; init; }

    public required Guid EventId { get; init; }

    [JsonIgnore]
    public News News { get; init; } = null!;

    public required Guid PersonId { get; init; }

    /// <summary>The patient they act for, when that is the only reason they are told; null for who is told for themself.</summary>
    public required Guid? ActsFor { get; init; }

    public required string Channel { get; init; }

    public required string Status { get; init; }

    public required int Attempts { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is to be tried (again); while it is being tried, when the try counts as lost.</summary>
    public required DateTimeOffset NextAttemptAt { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    /// <summary>Why the last attempt did not succeed: a sentence without an address.</summary>
    public string? Error { get; init; }

    /// <summary>W3C trace context of the request that caused it, so that one trace leads from the click to the mail.</summary>
    public string? TraceParent { get; init; }

    public static Delivery Waiting(Guid eventId, Guid person, Guid? actsFor, string? traceParent, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(),
        EventId = eventId,
        PersonId = person,
        ActsFor = actsFor,
        Channel = Email,
        Status = DeliveryStatus.Waiting,
        Attempts = 0,
        CreatedAt = now,
        NextAttemptAt = now,
        TraceParent = traceParent,
    };

    /// <summary>A notice is delivered by being there.</summary>
    public static Delivery Shown(Guid eventId, Guid person, Guid? actsFor, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(),
        EventId = eventId,
        PersonId = person,
        ActsFor = actsFor,
        Channel = InApp,
        Status = DeliveryStatus.Sent,
        Attempts = 1,
        CreatedAt = now,
        NextAttemptAt = now,
        SentAt = now,
    };
}

internal static class DeliveryStatus
{
    public const string Waiting = "waiting";
    public const string Sent = "sent";
    public const string Failed = "failed";
    public const string NoAddress = "no-address";

    /// <summary>Before the mail could leave, what it was about was over, or whoever it was for no longer acted for the patient.</summary>
    public const string Outdated = "outdated";
}
