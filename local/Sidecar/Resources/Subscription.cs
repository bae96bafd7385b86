using YamlDotNet.RepresentationModel;

namespace PracticeAspire.Sidecar.Resources;

/// <summary>A rule of a route: the path is taken when <paramref name="Match"/> (CEL) holds; an empty match always holds.</summary>
internal sealed record RouteRule(string Match, string Path);

/// <summary>What an app asked to be told, by YAML or by <c>/dapr/subscribe</c>.</summary>
internal sealed record Subscription(
    string PubSub, string Topic, IReadOnlyList<RouteRule> Rules, string? DeadLetterTopic,
    IReadOnlyDictionary<string, string> Metadata, bool Declarative)
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
            Declarative: true);
    }
}
