using System.Collections.Concurrent;
using System.Globalization;
using PracticeAspire.Sidecar.Options;
using PracticeAspire.Sidecar.Resources;
using YamlDotNet.RepresentationModel;

namespace PracticeAspire.Sidecar.Resiliency;

/// <summary>The policies of all Resiliency documents and the targets they are given to.</summary>
internal sealed class Policies(TimeProvider clock)
{
    private readonly Dictionary<string, TimeSpan> timeouts = [];
    private readonly Dictionary<string, RetryPolicy> retries = [];
    private readonly Dictionary<string, BreakerSettings> breakers = [];
    private readonly Dictionary<string, YamlNode> apps = [];
    private readonly Dictionary<string, YamlNode> components = [];
    private readonly ConcurrentDictionary<string, Policy?> made = new(StringComparer.Ordinal);

    public static Policies From(IEnumerable<YamlNode> documents, TimeProvider clock)
    {
        var policies = new Policies(clock);
        try
        {
            foreach (var document in documents)
                policies.Add(document.At("spec"));
            policies.CheckReferences();
        }
        catch (FormatException e)
        {
            throw new StartupError($"resiliency policies: {e.Message}", e);
        }
        return policies;
    }

    public Policy? ForApp(string appId) => apps.Count == 0 ? null : Make("app/" + appId, apps.GetValueOrDefault(appId));

    public Policy? Outbound(string component) => components.Count == 0 ? null : Make("out/" + component, components.GetValueOrDefault(component).At("outbound"));

    public Policy? Inbound(string component) => components.Count == 0 ? null : Make("in/" + component, components.GetValueOrDefault(component).At("inbound"));

    public RetryPolicy BetweenSidecars => retries.GetValueOrDefault("DaprBuiltInServiceRetries") ?? RetryPolicy.BetweenSidecars;

    private void Add(YamlNode? spec)
    {
        foreach (var (name, value) in spec.Entries("policies", "timeouts"))
            timeouts[name] = Quantity.ParseDuration(value.Text() ?? "");
        foreach (var (name, value) in spec.Entries("policies", "retries"))
            retries[name] = Retry(name, value);
        foreach (var (name, value) in spec.Entries("policies", "circuitBreakers"))
            breakers[name] = Breaker(value);
        foreach (var (name, value) in spec.Entries("targets", "apps"))
            apps[name] = value;
        foreach (var (name, value) in spec.Entries("targets", "components"))
            components[name] = value;
    }

    private static RetryPolicy Retry(string name, YamlNode node) => new(
        node.Text("policy") switch
        {
            "exponential" => true,
            null or "constant" => false,
            var other => throw new FormatException($"retry {name}: policy '{other}' is neither constant nor exponential"),
        },
        Duration(node.Text("duration"), TimeSpan.FromSeconds(5)),
        Duration(node.Text("maxInterval"), TimeSpan.FromSeconds(60)),
        node.Text("maxRetries") is { } most ? int.Parse(most, CultureInfo.InvariantCulture) : -1,
        StatusMatch.Parse(node.Text("matching", "httpStatusCodes")),
        StatusMatch.Parse(node.Text("matching", "gRPCStatusCodes")));

    private static BreakerSettings Breaker(YamlNode node) => new(
        node.Text("maxRequests") is { } most ? int.Parse(most, CultureInfo.InvariantCulture) : 1,
        Duration(node.Text("interval"), TimeSpan.Zero),
        Duration(node.Text("timeout"), TimeSpan.FromSeconds(60)),
        TripRule.Parse(node.Text("trip")));

    private static TimeSpan Duration(string? text, TimeSpan otherwise) => text is { Length: > 0 } ? Quantity.ParseDuration(text) : otherwise;

    private void CheckReferences()
    {
        foreach (var (app, node) in apps)
            Make("app/" + app, node);
        foreach (var component in components.Keys)
        {
            Inbound(component);
            Outbound(component);
        }
    }

    private Policy? Make(string target, YamlNode? node) => node is null ? null : made.GetOrAdd(target, _ => new Policy(
        Named(timeouts, node, "timeout", target, found => (TimeSpan?)found),
        Named(retries, node, "retry", target, found => found),
        Named(breakers, node, "circuitBreaker", target, found => new CircuitBreaker(found, clock))));

    private static TResult? Named<T, TResult>(Dictionary<string, T> policies, YamlNode node, string kind, string target, Func<T, TResult> use)
    {
        if (node.Text(kind) is not { Length: > 0 } name)
            return default;
        return policies.TryGetValue(name, out var found)
            ? use(found)
            : throw new FormatException($"{target} names the {kind} '{name}', which is not defined");
    }
}
