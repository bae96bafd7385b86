using System.Diagnostics;
using System.Text.Json;
using PracticeAspire.Events.Contracts;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// A fact in the service's permanent event log. <see cref="Position"/> is the order of writing, which is not the order of committing and has
/// holes; <see cref="Sequence"/> is given after the commit, per topic, without gaps, so that a reader can tell what it lacks.
/// </summary>
public sealed class OutboxEntry
{
    public long Position { get; init; }

    public Guid EventId { get; init; }

    public required string Topic { get; init; }

    public long? Sequence { get; init; }

    /// <summary>The event record as camelCase JSON.</summary>
    public required string Data { get; init; }

    /// <summary>W3C trace context of the request that caused it.</summary>
    public string? TraceParent { get; init; }

    public DateTimeOffset OccurredAt { get; init; }

    public static OutboxEntry Of<TEvent>(TEvent fact)
        where TEvent : IEvent => new()
        {
            EventId = Guid.CreateVersion7(),
            Topic = TEvent.Topic,
            Data = JsonSerializer.Serialize(fact, EventJson.Options),
            TraceParent = Activity.Current?.Id,
            OccurredAt = DateTimeOffset.UtcNow,
        };
}

/// <summary>How far a topic is numbered, and how far of that the broker has taken.</summary>
public sealed class TopicHead
{
    public required string Topic { get; init; }

    public long Sequence { get; init; }

    public long Published { get; init; }
}

/// <summary>The one way event records become JSON and come back.</summary>
public static class EventJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web);
}
