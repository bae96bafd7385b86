using Dapr;
using Dapr.Client;
using Grpc.Core;
using PracticeAspire.Sidecar.Conformance.Harness;

namespace PracticeAspire.Sidecar.Conformance;

public sealed class StateTests(StateTests.Pair pair) : IClassFixture<StateTests.Pair>
{
    private const string Store = "statestore";
    private readonly DaprClient a = pair.A;
    private readonly string key = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Two_apps_do_not_see_each_others_keys()
    {
        await a.SaveStateAsync(Store, key, "a's");

        Assert.Null(await pair.B.GetStateAsync<string>(Store, key));
        Assert.Equal("a's", await a.GetStateAsync<string>(Store, key));
        var stored = await pair.Redis.Database.HashGetAllAsync($"{pair.AppId}||{key}");
        Assert.Equal(["data", "version"], stored.Select(field => field.Name.ToString()).Order());
        Assert.Equal("\"a's\"", stored.Single(field => field.Name == "data").Value.ToString().Replace("\\u0027", "'", StringComparison.Ordinal));
        Assert.Equal("1", stored.Single(field => field.Name == "version").Value);
    }

    [Fact]
    public async Task A_missing_key_is_nothing_with_no_version()
    {
        var (value, etag) = await a.GetStateAndETagAsync<string>(Store, key);

        Assert.Null(value);
        Assert.Equal("", etag);
    }

    [Fact]
    public async Task Only_who_saw_the_last_version_may_change_it()
    {
        await a.SaveStateAsync(Store, key, "one");
        var (_, first) = await a.GetStateAndETagAsync<string>(Store, key);
        await a.SaveStateAsync(Store, key, "two");
        var (_, second) = await a.GetStateAndETagAsync<string>(Store, key);

        Assert.False(await a.TrySaveStateAsync(Store, key, "stale", first));
        Assert.True(await a.TrySaveStateAsync(Store, key, "three", second));
        Assert.False(await a.TryDeleteStateAsync(Store, key, second));
        Assert.Equal("three", await a.GetStateAsync<string>(Store, key));
    }

    [Fact]
    public async Task A_version_given_for_a_missing_key_creates_it()
    {
        Assert.True(await a.TrySaveStateAsync(Store, key, "made", "17"));
        Assert.Equal("made", await a.GetStateAsync<string>(Store, key));
    }

    [Fact]
    public async Task First_write_wins_and_the_second_is_an_internal_error()
    {
        var firstWins = new StateOptions { Concurrency = ConcurrencyMode.FirstWrite };
        await a.SaveStateAsync(Store, key, "first", firstWins);

        var refused = await Assert.ThrowsAsync<DaprException>(() => a.SaveStateAsync(Store, key, "second", firstWins));

        Assert.Equal(StatusCode.Internal, ((RpcException)refused.InnerException!).StatusCode);
        Assert.Equal("first", await a.GetStateAsync<string>(Store, key));
    }

    [Fact]
    public async Task A_transaction_with_a_stale_version_fails_as_internal_and_redis_keeps_the_rest()
    {
        await a.SaveStateAsync(Store, key, "one");
        await a.SaveStateAsync(Store, key, "two");
        StateTransactionRequest[] changes =
        [
            new(key + "-other", "\"kept\""u8.ToArray(), StateOperationType.Upsert),
            new(key, "\"lost\""u8.ToArray(), StateOperationType.Upsert, etag: "1"),
        ];

        var refused = await Assert.ThrowsAsync<DaprException>(() => a.ExecuteStateTransactionAsync(Store, changes));

        Assert.Equal(StatusCode.Internal, ((RpcException)refused.InnerException!).StatusCode);
        Assert.Equal("two", await a.GetStateAsync<string>(Store, key));
        Assert.Equal("kept", await a.GetStateAsync<string>(Store, key + "-other"));
    }

    [Fact]
    public async Task A_transaction_writes_and_deletes()
    {
        await a.SaveStateAsync(Store, key, "old");
        StateTransactionRequest[] changes =
        [
            new(key + "-new", "\"new\""u8.ToArray(), StateOperationType.Upsert),
            new(key, null, StateOperationType.Delete),
        ];

        await a.ExecuteStateTransactionAsync(Store, changes);

        Assert.Null(await a.GetStateAsync<string>(Store, key));
        Assert.Equal("new", await a.GetStateAsync<string>(Store, key + "-new"));
    }

    [Fact]
    public async Task A_value_with_a_time_to_live_is_gone_after_it()
    {
        await a.SaveStateAsync(Store, key, "short", metadata: new Dictionary<string, string> { ["ttlInSeconds"] = "1" });
        Assert.Equal("short", await a.GetStateAsync<string>(Store, key));

        await Poll.Until(async () => await a.GetStateAsync<string>(Store, key) is null, "the value was gone");
    }

    [Fact]
    public async Task A_value_with_a_time_to_live_in_a_transaction_is_gone_after_it()
    {
        await a.ExecuteStateTransactionAsync(Store, [new(key, "\"short\""u8.ToArray(), StateOperationType.Upsert, metadata: new Dictionary<string, string> { ["ttlInSeconds"] = "1" })]);
        Assert.Equal("short", await a.GetStateAsync<string>(Store, key));

        await Poll.Until(async () => await a.GetStateAsync<string>(Store, key) is null, "the value was gone");
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_an_invalid_argument()
    {
        var refused = await Assert.ThrowsAsync<DaprException>(() => a.GetStateAsync<string>("nowhere", key));

        Assert.Equal(StatusCode.InvalidArgument, ((RpcException)refused.InnerException!).StatusCode);
    }

    public sealed class Pair(SharedRedis redis) : IAsyncLifetime
    {
        private readonly Neighbourhood place = new(redis);

        internal string AppId => place.Name("a");
        internal SharedRedis Redis => redis;
        internal DaprClient A { get; private set; } = null!;
        internal DaprClient B { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            place.StateStore();
            var sidecars = await Task.WhenAll(place.Sidecar(AppId), place.Sidecar(place.Name("b")));
            (A, B) = (sidecars[0].NewClient(), sidecars[1].NewClient());
        }

        public async ValueTask DisposeAsync()
        {
            A.Dispose();
            B.Dispose();
            await place.DisposeAsync();
        }
    }
}
