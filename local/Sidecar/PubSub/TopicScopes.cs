using PracticeAspire.Sidecar.Resources;

namespace PracticeAspire.Sidecar.PubSub;

/// <summary>Which topics this app may publish to and be subscribed to, from the component's metadata.</summary>
internal sealed record TopicScopes(string[] Allowed, string[] Protected, string[] Publishing, string[] Subscribing)
{
    public static readonly string[] MetadataNames = ["publishingScopes", "subscriptionScopes", "allowedTopics", "protectedTopics"];

    public static TopicScopes From(ComponentProperties properties, string appId) => new(
        List(properties.Text("allowedTopics")),
        List(properties.Text("protectedTopics")),
        Scoped(properties.Text("publishingScopes"), appId),
        Scoped(properties.Text("subscriptionScopes"), appId));

    public bool MayPublish(string topic) => Permits(topic, Publishing);

    public bool MaySubscribe(string topic) => Permits(topic, Subscribing);

    private bool Permits(string topic, string[] scoped) =>
        (Allowed.Length == 0 || Allowed.Contains(topic))
        && (scoped.Length > 0 ? scoped.Contains(topic) : !Protected.Contains(topic));

    private static string[] List(string? text) =>
        text is null ? [] : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    // "app1=a,b;app2=": an app with an empty list has one empty topic, so nothing is permitted to it.
    private static string[] Scoped(string? text, string appId) => text is null
        ? []
        : [.. text.Split(';', StringSplitOptions.TrimEntries)
            .Select(entry => entry.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(entry => entry.Length == 2 && entry[0] == appId)
            .SelectMany(entry => entry[1].Split(',', StringSplitOptions.TrimEntries))];
}
