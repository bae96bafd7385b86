using System.Text.Json;
using PracticeAspire.Sidecar.App;
using PracticeAspire.Sidecar.Resources;

namespace PracticeAspire.Sidecar.PubSub;

/// <summary>Asks the app, once in a sidecar's life, what it wants told.</summary>
internal sealed class AppSubscriptions(AppChannel app, ILogger<AppSubscriptions> log)
{
    // Go reads names without regard to case, and the SDK relies on it.
    private static readonly JsonSerializerOptions AnyCase = new() { PropertyNameCaseInsensitive = true };

    private sealed record Rule(string? Match, string? Path);

    private sealed record RouteSet(string? Default, Rule[]? Rules);

    private sealed record Bulk(bool Enabled, int MaxMessagesCount, int MaxAwaitDurationMs);

    private sealed record Wish(
        string? PubSubName, string? Topic, string? Route, RouteSet? Routes, Dictionary<string, string>? Metadata, string? DeadLetterTopic, Bulk? BulkSubscribe);

    public async Task<IReadOnlyList<Subscription>> Ask(CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var request = app.NewRequest(HttpMethod.Get, "dapr/subscribe");
                using var response = await app.Client.SendAsync(request, cancellation);
                var body = await response.Content.ReadAsByteArrayAsync(cancellation);
                if (response.IsSuccessStatusCode)
                    return Read(body);
                if ((int)response.StatusCode != 404)
                    log.LogError("the app answered /dapr/subscribe with {Status}: it gets no messages until this sidecar is restarted", (int)response.StatusCode);
                return [];
            }
            catch (HttpRequestException e) when (attempt <= 3)
            {
                log.LogWarning("/dapr/subscribe failed and is asked again: {Problem}", e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(500 * Math.Pow(1.5, attempt - 1)), cancellation);
            }
        }
    }

    private List<Subscription> Read(byte[] body)
    {
        try
        {
            var wishes = JsonSerializer.Deserialize<Wish[]>(body, AnyCase) ?? [];
            return [.. wishes.Select(ToSubscription).OfType<Subscription>()];
        }
        catch (JsonException e)
        {
            log.LogError("the app's answer to /dapr/subscribe is not understood: {Problem}", e.Message);
            return [];
        }
    }

    private Subscription? ToSubscription(Wish wish)
    {
        var rules = (wish.Routes?.Rules ?? [])
            .Select(rule => new RouteRule(rule.Match ?? "", rule.Path ?? ""))
            .Append(new RouteRule("", wish.Routes?.Default ?? wish.Route ?? ""))
            .Where(rule => rule.Path.Length > 0)
            .ToArray();
        if (wish.PubSubName is null || wish.Topic is null || rules.Length == 0)
        {
            log.LogWarning("a subscription to {Topic} without pubsub, topic or route is left out", wish.Topic);
            return null;
        }
        var bulk = wish.BulkSubscribe is { Enabled: true } wanted ? BulkWindow.From(wanted.MaxMessagesCount, wanted.MaxAwaitDurationMs) : null;
        return new Subscription(wish.PubSubName, wish.Topic, rules, wish.DeadLetterTopic, wish.Metadata ?? [], bulk, Declarative: false);
    }
}
