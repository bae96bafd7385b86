using Grpc.Core;
using PracticeAspire.Sidecar.Api;
using PracticeAspire.Sidecar.Resiliency;
using PracticeAspire.Sidecar.Resources;
using StackExchange.Redis;

namespace PracticeAspire.Sidecar.State;

/// <summary>The state API behind both protocols: finds the store, runs under its policy, names what went wrong.</summary>
internal sealed class StateStores(ComponentSet components, Policies policies)
{
    public Task<StateValue> Get(string storeName, string key)
    {
        var store = Find(storeName);
        return Run(storeName, "ERR_STATE_GET", $"fail to get {key} from state store {storeName}", () => store.Get(key));
    }

    /// <summary>Several items are not one transaction: each goes its own way.</summary>
    public async Task Save(string storeName, IReadOnlyList<StateChange> changes)
    {
        var store = Find(storeName);
        await Task.WhenAll(changes.Select(change => Change(storeName, store, change)));
    }

    public async Task Transact(string storeName, IReadOnlyList<StateChange> changes)
    {
        var store = Find(storeName);
        try
        {
            await Run(storeName, "ERR_STATE_TRANSACTION", "error while executing state transaction", async () =>
            {
                await store.ApplyAll(changes);
                return true;
            });
        }
        catch (ETagMismatch e)
        {
            throw new ApiError(StatusCode.Internal, 500, "ERR_STATE_TRANSACTION", $"error while executing state transaction: {e.Message}");
        }
    }

    private async Task Change(string storeName, RedisStateStore store, StateChange change)
    {
        var (code, verb) = change.IsDelete ? ("ERR_STATE_DELETE", "deleting") : ("ERR_STATE_SAVE", "saving");
        try
        {
            await Run(storeName, code, $"failed {verb} state in state store {storeName}", async () =>
            {
                await store.Apply(change);
                return true;
            });
        }
        catch (ETagMismatch e)
        {
            throw new ApiError(StatusCode.Aborted, 409, code, $"failed {verb} state in state store {storeName}: {e.Message}");
        }
    }

    private async Task<T> Run<T>(string storeName, string code, string what, Func<Task<T>> operation)
    {
        try
        {
            return await (policies.Outbound(storeName) ?? Policy.None).Run(_ => Attempt(operation), CancellationToken.None);
        }
        catch (CallFailed e)
        {
            throw new ApiError(StatusCode.Internal, 500, code, $"{what}: {e.Message}");
        }
    }

    private static async Task<T> Attempt<T>(Func<Task<T>> operation)
    {
        try
        {
            return await operation();
        }
        catch (RedisException e)
        {
            throw new CallFailed(FailureKind.Connection, e.Message, inner: e);
        }
    }

    private RedisStateStore Find(string name)
    {
        if (components.StateStores.Count == 0)
            throw new ApiError(StatusCode.FailedPrecondition, 500, "ERR_STATE_STORE_NOT_CONFIGURED", "state store is not configured", "DAPR_STATE_NOT_CONFIGURED");
        return components.StateStores.TryGetValue(name, out var store)
            ? store
            : throw new ApiError(StatusCode.InvalidArgument, 400, "ERR_STATE_STORE_NOT_FOUND", $"state store {name} is not found", "DAPR_STATE_NOT_FOUND");
    }
}
