using System.Globalization;
using Grpc.Core;
using PracticeAspire.Sidecar.Api;
using PracticeAspire.Sidecar.PubSub.Redis;
using PracticeAspire.Sidecar.Resources;
using StackExchange.Redis;

namespace PracticeAspire.Sidecar.State;

/// <summary>
/// <c>state.redis</c>. An ETag given for a key that is not there creates it; a transaction does not undo what went well
/// before a failure. Both are Redis' ways in Dapr, and code that minds has to meet them here already.
/// </summary>
internal sealed class RedisStateStore(ConnectionMultiplexer redis, KeyPrefix prefix, int? defaultTtl) : IAsyncDisposable
{
    public static async Task<RedisStateStore> Connect(ComponentProperties properties, string appId)
    {
        properties.AllowOnly([.. RedisAddress.MetadataNames, "keyPrefix", "ttlInSeconds", "actorStateStore"]);
        var ttl = properties.Text("ttlInSeconds") is null ? null : (int?)properties.Number("ttlInSeconds", 0);
        return new RedisStateStore(await RedisAddress.From(properties).Connect(), KeyPrefix.From(properties, appId), ttl);
    }

    public async Task<StateValue> Get(string key)
    {
        var name = prefix.Apply(key);
        HashEntry[] fields;
        try
        {
            fields = await redis.GetDatabase().HashGetAllAsync(name);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal))
        {
            // Written by something older or other than Dapr: a plain value has no version.
            return new StateValue((byte[]?)await redis.GetDatabase().StringGetAsync(name) ?? [], "");
        }
        return fields.Length == 0
            ? StateValue.Missing
            : new StateValue((byte[]?)Field(fields, "data") ?? [], Field(fields, "version").ToString());
    }

    public Task Apply(StateChange change) => Apply(redis.GetDatabase(), change, prefix.Apply(change.Key), Version(change));

    public async Task ApplyAll(IReadOnlyList<StateChange> changes)
    {
        var transaction = redis.GetDatabase().CreateTransaction();
        var results = changes.Select(change => Apply(transaction, change, prefix.Apply(change.Key), Version(change))).ToArray();
        await transaction.ExecuteAsync();
        await Task.WhenAll(results);
    }

    private async Task Apply(IDatabaseAsync database, StateChange change, string name, string version)
    {
        try
        {
            if (change.IsDelete)
            {
                await database.ScriptEvaluateAsync(RedisScripts.Delete, [name], [version]);
                return;
            }
            // Both commands are on their way before either is waited for: in a transaction nothing answers until it is executed.
            var set = database.ScriptEvaluateAsync(RedisScripts.Set, [name], [version, change.Value, change.FirstWrite ? "0" : "1"]);
            var expiry = (change.Ttl ?? defaultTtl) switch
            {
                null => Task.CompletedTask,
                > 0 and var seconds => database.KeyExpireAsync(name, TimeSpan.FromSeconds(seconds)),
                _ => database.KeyPersistAsync(name),
            };
            await set;
            await expiry;
        }
        catch (RedisServerException e) when (change.ETag is { Length: > 0 } && e.Message.Contains("failed to", StringComparison.Ordinal))
        {
            throw new ETagMismatch(change.Key);
        }
    }

    private static string Version(StateChange change)
    {
        if (change.ETag is not { Length: > 0 } etag)
            return "0";
        return long.TryParse(etag, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? etag
            : throw new ApiError(StatusCode.InvalidArgument, 400, "ERR_STATE_SAVE", $"invalid etag value: {etag} for key {change.Key}");
    }

    private static RedisValue Field(HashEntry[] fields, string name) => fields.FirstOrDefault(field => field.Name == name).Value;

    public ValueTask DisposeAsync() => redis.DisposeAsync();
}
