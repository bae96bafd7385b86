using PracticeAspire.Sidecar.Options;
using PracticeAspire.Sidecar.PubSub;
using PracticeAspire.Sidecar.PubSub.Redis;
using PracticeAspire.Sidecar.Secrets;
using PracticeAspire.Sidecar.State;

namespace PracticeAspire.Sidecar.Resources;

/// <summary>The components that are up. Secret stores come first because the others may refer to them.</summary>
internal sealed class ComponentSet(SidecarOptions options, ILogger log) : IAsyncDisposable
{
    private readonly List<(Component Component, string[] Capabilities)> loaded = [];
    private readonly Dictionary<string, ISecretStore> secretStores = [];
    private readonly Dictionary<string, RedisStateStore> stateStores = [];
    private readonly Dictionary<string, PubSubComponent> pubSubs = [];

    public IReadOnlyList<(Component Component, string[] Capabilities)> Loaded => loaded;
    public IReadOnlyDictionary<string, ISecretStore> SecretStores => secretStores;
    public IReadOnlyDictionary<string, RedisStateStore> StateStores => stateStores;
    public IReadOnlyDictionary<string, PubSubComponent> PubSubs => pubSubs;

    public async Task Start(IReadOnlyList<Component> components)
    {
        var resolver = new ReferenceResolver(options.AppId, secretStores, log);
        foreach (var component in components.OrderBy(c => !IsSecretStore(c)))
        {
            if (component.SecretStore is { Length: > 0 } store && !secretStores.ContainsKey(store)
                && component.Metadata.Any(item => item.Secret is not null))
            {
                log.LogWarning("component {Component} waits for the secret store {Store}, which is not loaded; it will not be there", component.Name, store);
                continue;
            }
            await StartOne(component, resolver);
        }
    }

    private static bool IsSecretStore(Component component) => component.Type.StartsWith("secretstores.", StringComparison.Ordinal);

    private async Task StartOne(Component component, ReferenceResolver resolver)
    {
        try
        {
            var capabilities = await Create(resolver.Resolve(component)).WaitAsync(component.InitTimeout);
            loaded.Add((component, capabilities));
            log.LogInformation("Component loaded: {Name} ({Type}/{Version})", component.Name, component.Type, component.Version);
        }
        catch (Exception e) when (component.IgnoreErrors)
        {
            log.LogError("component {Component} failed to start and is ignored: {Problem}", component.Name, e.Message);
        }
        catch (Exception e) when (e is not StartupError)
        {
            var problem = e is TimeoutException ? $"not ready within {component.InitTimeout.TotalSeconds:0.#} s" : e.Message;
            throw new StartupError($"component {component.Name} ({component.Type}/{component.Version}) in {component.File} failed to start: {problem}", e);
        }
    }

    private async Task<string[]> Create(ComponentProperties properties)
    {
        var component = properties.Component;
        switch (component.Type, component.Version)
        {
            case ("secretstores.local.file", "v1" or "v0"):
                secretStores[component.Name] = FileSecrets.Load(properties);
                return [];
            case ("secretstores.local.env", "v1" or "v0"):
                secretStores[component.Name] = EnvironmentSecrets.From(properties);
                return [];
            case ("state.redis", "v1" or "v0"):
                stateStores[component.Name] = await RedisStateStore.Connect(properties, options.AppId);
                return ["ETAG", "TRANSACTIONAL", "TTL"];
            case ("pubsub.redis", "v1" or "v0"):
                pubSubs[component.Name] = new PubSubComponent(await RedisStreams.Connect(properties, options.AppId, log), TopicScopes.From(properties, options.AppId));
                return [];
            default:
                throw new StartupError($"component {component.Name} in {component.File}: type {component.Type}/{component.Version} is not known here; known are pubsub.redis, state.redis, secretstores.local.file and secretstores.local.env (version v1)");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pubSub in pubSubs.Values)
            await pubSub.Broker.DisposeAsync();
        foreach (var store in stateStores.Values)
            await store.DisposeAsync();
    }
}
