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
    [property: JsonPropertyName("deadLetterTopic"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DeadLetterTopic);

internal static class DaprSubscriptions
{
    public static void MapDaprSubscriptions(this WebApplication app) =>
        app.MapGet("/dapr/subscribe", (IEnumerable<DaprSubscription> subscriptions) => Results.Ok(subscriptions)).AllowAnonymous();
}
