using System.Collections.Concurrent;
using Dapr.Client.Autogen.Grpc.v1;
using PracticeAspire.Sidecar.Options;
using PracticeAspire.Sidecar.PubSub;
using PracticeAspire.Sidecar.Resources;

namespace PracticeAspire.Sidecar.Metadata;

/// <summary>What this sidecar tells about itself.</summary>
internal sealed class SidecarMetadata(SidecarOptions options, ComponentSet components, Consumers consumers)
{
    private const string Version = "practice-local";

    private readonly ConcurrentDictionary<string, string> extended = new() { ["daprRuntimeVersion"] = Version };

    public void Set(string key, string value) => extended[key] = value;

    public GetMetadataResponse Describe()
    {
        var response = new GetMetadataResponse
        {
            Id = options.AppId,
            RuntimeVersion = Version,
            ExtendedMetadata = { extended },
            Subscriptions = { consumers.Running.Select(Describe) },
        };
        foreach (var (component, capabilities) in components.Loaded)
            response.RegisteredComponents.Add(new RegisteredComponents { Name = component.Name, Type = component.Type, Version = component.Version, Capabilities = { capabilities } });
        if (options.AppPort is { } port)
            response.AppConnectionProperties = Connection(port);
        return response;
    }

    private AppConnectionProperties Connection(int port) => new()
    {
        Port = port,
        Protocol = options.AppProtocol,
        ChannelAddress = options.AppChannelAddress,
        MaxConcurrency = Math.Max(options.AppMaxConcurrency, 0),
        Health = options.AppHealthCheck
            ? new AppConnectionHealthProperties
            {
                HealthCheckPath = options.AppHealthPath,
                HealthProbeInterval = $"{options.AppHealthInterval.TotalSeconds}s",
                HealthProbeTimeout = $"{options.AppHealthTimeout.TotalMilliseconds}ms",
                HealthThreshold = options.AppHealthThreshold,
            }
            : null,
    };

    private static PubsubSubscription Describe(Subscription subscription) => new()
    {
        PubsubName = subscription.PubSub,
        Topic = subscription.Topic,
        DeadLetterTopic = subscription.DeadLetterTopic ?? "",
        Metadata = { subscription.Metadata.ToDictionary() },
        Type = subscription.Declarative ? PubsubSubscriptionType.Declarative : PubsubSubscriptionType.Programmatic,
        Rules = new PubsubSubscriptionRules { Rules = { subscription.Rules.Select(rule => new PubsubSubscriptionRule { Match = rule.Match, Path = rule.Path }) } },
    };
}
