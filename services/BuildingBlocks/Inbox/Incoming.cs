using System.Globalization;
using System.Text.Json;
using PracticeAspire.Events.Contracts;

namespace PracticeAspire.BuildingBlocks;

/// <summary>An event before anyone has looked inside, from the broker or from its source's log.</summary>
internal sealed record Incoming(string Topic, Guid EventId, long Sequence, string Data, DateTimeOffset OccurredAt, string? TraceParent)
{
    public Received<TEvent> As<TEvent>()
        where TEvent : IEvent =>
        new(EventId, Sequence, OccurredAt, JsonSerializer.Deserialize<TEvent>(Data, EventJson.Options)!);

    public static Incoming From(string topic, LoggedEvent logged) => new(
        topic, Guid.Parse(logged.Id), logged.Sequence, logged.Data,
        DateTimeOffset.UnixEpoch.AddTicks(logged.OccurredAt * TimeSpan.TicksPerMicrosecond), logged.TraceParent is { Length: > 0 } trace ? trace : null);

    /// <exception cref="FormatException">It is not one of our CloudEvents.</exception>
    public static Incoming FromCloudEvent(JsonElement cloudEvent)
    {
        try
        {
            return new(
                cloudEvent.GetProperty("type").GetString()!,
                cloudEvent.GetProperty("id").GetGuid(),
                long.Parse(cloudEvent.GetProperty("sequence").GetString()!, CultureInfo.InvariantCulture),
                cloudEvent.GetProperty("data").GetRawText(),
                cloudEvent.GetProperty("time").GetDateTimeOffset(),
                cloudEvent.TryGetProperty("traceparent", out var trace) && trace.GetString() is { Length: > 0 } parent ? parent : null);
        }
        catch (Exception failure) when (failure is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentNullException)
        {
            throw new FormatException("The delivery is not a CloudEvent with id, type, time, sequence and data.", failure);
        }
    }
}
