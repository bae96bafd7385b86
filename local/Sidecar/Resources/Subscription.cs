using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace PracticeAspire.Sidecar.Resources;

/// <summary>A rule of a route: the path is taken when <paramref name="Match"/> (CEL) holds; an empty match always holds.</summary>
internal sealed record RouteRule(string Match, string Path);

/// <summary>Many events a request: as many as <paramref name="MaxMessages"/>, or what has come <paramref name="MaxAwait"/> after the first of them.</summary>
internal sealed record BulkWindow(int MaxMessages, TimeSpan MaxAwait)
{
    /// <summary>What is absent or zero is daprd's default.</summary>
    public static BulkWindow From(int maxMessages, int maxAwaitMilliseconds) => new(
        maxMessages > 0 ? maxMessages : 100, TimeSpan.FromMilliseconds(maxAwaitMilliseconds > 0 ? maxAwaitMilliseconds : 1_000));
}

/// <summary>What an app asked to be told, by YAML or by <c>/dapr/subscribe</c>; one event a request unless it asked for bulk.</summary>
internal sealed record Subscription(
    string PubSub, string Topic, IReadOnlyList<RouteRule> Rules, string? DeadLetterTopic,
    IReadOnlyDictionary<string, string> Metadata, BulkWindow? Bulk, bool Declarative)
{
    public bool RawPayload => Metadata.TryGetValue("rawPayload", out var raw) && raw.Equals("true", StringComparison.OrdinalIgnoreCase);

    public static Subscription From(YamlNode document)
    {
        var rules = document.Items("spec", "routes", "rules")
            .Select(rule => new RouteRule(rule.Text("match") ?? "", rule.Text("path") ?? ""))
            .Append(new RouteRule("", document.Text("spec", "routes", "default") ?? document.Text("spec", "route") ?? ""))
            .Where(rule => rule.Path.Length > 0);
        return new Subscription(
            document.Text("spec", "pubsubname") ?? throw new FormatException("spec.pubsubname is missing"),
            document.Text("spec", "topic") ?? throw new FormatException("spec.topic is missing"),
            [.. rules],
            document.Text("spec", "deadLetterTopic"),
            document.Entries("spec", "metadata").ToDictionary(e => e.Name, e => e.Value.Text() ?? ""),
            document.Text("spec", "bulkSubscribe", "enabled") == "true" ? BulkWindow.From(Number("maxMessagesCount"), Number("maxAwaitDurationMs")) : null,
            Declarative: true);

        int Number(string name) => int.TryParse(document.Text("spec", "bulkSubscribe", name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
