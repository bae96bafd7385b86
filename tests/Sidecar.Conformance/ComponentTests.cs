using Dapr;
using Grpc.Core;
using PracticeAspire.Sidecar.Conformance.Harness;

namespace PracticeAspire.Sidecar.Conformance;

public sealed class ComponentTests(SharedRedis redis)
{
    [Fact]
    public async Task A_component_that_cannot_start_ends_the_sidecar()
    {
        await using var place = new Neighbourhood(redis);
        place.Component("statestore", "state.redis", "- {name: redisHost, envRef: REDIS_HOST}\n- {name: redisPassword, value: wrong}\n");

        var sidecar = place.Launch(place.Name("a"));

        await sidecar.HasEnded();
        Assert.NotEqual(0, sidecar.ExitCode);
        Assert.Contains("statestore", sidecar.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_component_that_may_fail_is_left_out()
    {
        await using var place = new Neighbourhood(redis);
        place.Component("statestore", "state.redis", "- {name: redisHost, envRef: REDIS_HOST}\n- {name: redisPassword, value: wrong}\n", "  ignoreErrors: true\n");
        place.RedisComponent("good", "state.redis");
        var sidecar = await place.Sidecar(place.Name("a"));

        using var client = sidecar.NewClient();
        var refused = await Assert.ThrowsAsync<DaprException>(() => client.GetStateAsync<string>("statestore", "k"));

        Assert.Equal(StatusCode.InvalidArgument, ((RpcException)refused.InnerException!).StatusCode);
        Assert.Null(await client.GetStateAsync<string>("good", "k"));
    }

    [Fact]
    public async Task A_component_meant_for_another_app_is_not_there()
    {
        await using var place = new Neighbourhood(redis);
        place.RedisComponent("hers", "state.redis", more: $"scopes: [{place.Name("b")}]\n");
        place.StateStore();
        var sidecar = await place.Sidecar(place.Name("a"));

        using var client = sidecar.NewClient();
        var refused = await Assert.ThrowsAsync<DaprException>(() => client.GetStateAsync<string>("hers", "k"));

        var status = ((RpcException)refused.InnerException!);
        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Contains("state store hers is not found", status.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task References_to_secrets_and_variables_are_resolved_and_dollar_signs_are_not()
    {
        await using var place = new Neighbourhood(redis);
        var secrets = Path.Combine(place.Folder, "secrets.json");
        await File.WriteAllTextAsync(secrets, $$$"""{"redis":{"password":"{{{redis.Password}}}"}}""");
        place.Component("secretstore", "secretstores.local.file", $"- {{name: secretsFile, value: \"{secrets}\"}}\n");
        place.Component("statestore", "state.redis",
            "- {name: redisHost, envRef: REDIS_HOST}\n- {name: redisPassword, secretKeyRef: {name: \"redis:password\"}}\n- {name: keyPrefix, value: \"${HOME}\"}\n",
            "auth: {secretStore: secretstore}\n");
        var sidecar = await place.Sidecar(place.Name("a"));

        using var client = sidecar.NewClient();
        var key = place.Name("k");
        await client.SaveStateAsync("statestore", key, "v");

        Assert.True(await redis.Database.KeyExistsAsync($"${{HOME}}||{key}"));
    }

    [Theory]
    [InlineData("pubsub.carrier-pigeon", "")]
    [InlineData("state.redis", "- {name: pigeons, value: \"2\"}\n")]
    public async Task What_it_does_not_know_stops_our_sidecar_by_name(string type, string metadata)
    {
        Assert.SkipWhen(SidecarProcess.IsReal, "daprd ignores metadata it does not know");
        await using var place = new Neighbourhood(redis);
        place.RedisComponent("odd", type, metadata);

        var sidecar = place.Launch(place.Name("a"));

        await sidecar.HasEnded();
        Assert.NotEqual(0, sidecar.ExitCode);
        Assert.Contains("odd", sidecar.Output, StringComparison.Ordinal);
        Assert.Contains("pigeon", sidecar.Output, StringComparison.Ordinal);
    }
}
