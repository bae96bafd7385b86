using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace PracticeAspire.ServiceDefaults;

/// <summary>
/// One line of the answer to Dapr's <c>GET /dapr/subscribe</c>. Without a dead-letter topic and an inbound retry policy Dapr drops a message
/// after its first failure.
/// </summary>
public sealed record DaprSubscription(
    [property: JsonPropertyName("pubsubname")] string PubSubName,
    [property: JsonPropertyName("topic")] string Topic,
    [property: JsonPropertyName("route")] string Route,
    [property: JsonPropertyName("deadLetterTopic"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DeadLetterTopic,
    [property: JsonPropertyName("bulkSubscribe"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DaprBulkSubscribe? BulkSubscribe);

/// <summary>
/// Many events a request: as many as <paramref name="MaxMessagesCount"/>, or what has come <paramref name="MaxAwaitDurationMs"/> milliseconds
/// after the first of them.
/// </summary>
public sealed record DaprBulkSubscribe(
    [property: JsonPropertyName("enabled")] bool Enabled,
    [property: JsonPropertyName("maxMessagesCount")] int MaxMessagesCount,
    [property: JsonPropertyName("maxAwaitDurationMs")] int MaxAwaitDurationMs);

internal static class DaprSubscriptions
{
    public static void MapDaprSubscriptions(this WebApplication app) =>
        app.MapGet("/dapr/subscribe", (IEnumerable<DaprSubscription> subscriptions) => Results.Ok(subscriptions));
}
