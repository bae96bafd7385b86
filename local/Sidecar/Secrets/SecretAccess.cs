using Grpc.Core;
using PracticeAspire.Sidecar.Api;
using PracticeAspire.Sidecar.Resources;

namespace PracticeAspire.Sidecar.Secrets;

/// <summary>The secrets API behind both protocols: what the configuration's scopes permit, and nothing else.</summary>
internal sealed class SecretAccess(ComponentSet components, Configuration configuration, string appId)
{
    public IReadOnlyDictionary<string, string> Get(string storeName, string key)
    {
        var store = Find(storeName);
        if (!Permits(storeName, key))
            throw new ApiError(StatusCode.PermissionDenied, 403, "ERR_PERMISSION_DENIED", $"access denied by policy to get \"{key}\" from \"{storeName}\"");
        return store.Find(key)
            ?? throw new ApiError(StatusCode.Internal, 500, "ERR_SECRET_GET", $"failed getting secret with key {key} from secret store {storeName}: secret {key} not found (asked by {appId})");
    }

    public IEnumerable<(string Name, IReadOnlyDictionary<string, string> Values)> GetAll(string storeName)
    {
        var store = Find(storeName);
        return store.Names.Where(name => Permits(storeName, name)).Select(name => (name, store.Find(name)!)).ToArray();
    }

    private bool Permits(string storeName, string key) =>
        configuration.SecretScopes.FirstOrDefault(scope => scope.Store == storeName)?.Permits(key) ?? true;

    private ISecretStore Find(string name)
    {
        if (components.SecretStores.Count == 0)
            throw new ApiError(StatusCode.FailedPrecondition, 500, "ERR_SECRET_STORES_NOT_CONFIGURED", "secret store is not configured");
        return components.SecretStores.TryGetValue(name, out var store)
            ? store
            : throw new ApiError(StatusCode.InvalidArgument, 401, "ERR_SECRET_STORE_NOT_FOUND", $"failed finding secret store with key {name}");
    }
}
