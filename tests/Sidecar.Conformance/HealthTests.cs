using System.Net;
using System.Text.Json;
using PracticeAspire.Sidecar.Conformance.Harness;

namespace PracticeAspire.Sidecar.Conformance;

public sealed class HealthTests(SharedRedis redis)
{
    [Fact]
    public async Task Is_not_healthy_before_the_app_listens_but_serves_it_already()
    {
        await using var place = new Neighbourhood(redis);
        var app = place.NewApp();
        var sidecar = place.Launch(place.Name("a"), app.Port);
        await sidecar.IsUp(outboundOnly: true);

        using var response = await sidecar.Http.GetAsync("/v1.0/healthz");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("ERR_HEALTH_NOT_READY", error.GetProperty("errorCode").GetString());
    }

    [Fact]
    public async Task Is_healthy_once_the_app_listens_and_asks_it_for_subscriptions_once()
    {
        await using var place = new Neighbourhood(redis);
        var app = place.NewApp();
        var sidecar = place.Launch(place.Name("a"), app.Port);
        await sidecar.IsUp(outboundOnly: true);
        Assert.Equal(0, app.SubscribeCalls);

        await app.Start();
        await sidecar.IsUp();

        await Poll.Stays(() => app.SubscribeCalls == 1, "subscriptions were asked for once", TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task Answers_for_its_own_app_id_only()
    {
        await using var place = new Neighbourhood(redis);
        var sidecar = await place.Sidecar(place.Name("a"));

        Assert.Equal(HttpStatusCode.NoContent, await sidecar.Health($"/v1.0/healthz?appid={sidecar.Settings.AppId}"));
        Assert.Equal(HttpStatusCode.InternalServerError, await sidecar.Health("/v1.0/healthz?appid=another"));
    }

    [Fact]
    public async Task Says_what_it_has_and_what_the_app_subscribed_to()
    {
        await using var place = new Neighbourhood(redis);
        place.PubSub();
        place.StateStore();
        var app = await place.App(new TopicWish("pubsub", place.Name("topic"), "/when", DeadLetterTopic: place.Name("dead")));
        var sidecar = await place.Sidecar(place.Name("a"), app);

        var metadata = JsonDocument.Parse(await sidecar.Http.GetStringAsync("/v1.0/metadata")).RootElement;
        using var client = sidecar.NewClient();
        var described = await client.GetMetadataAsync();

        Assert.Equal(sidecar.Settings.AppId, metadata.GetProperty("id").GetString());
        var subscription = metadata.GetProperty("subscriptions").EnumerateArray().Single();
        Assert.Equal("pubsub", subscription.GetProperty("pubsubname").GetString());
        Assert.Equal(place.Name("topic"), subscription.GetProperty("topic").GetString());
        Assert.Equal(place.Name("dead"), subscription.GetProperty("deadLetterTopic").GetString());
        Assert.Equal("/when", subscription.GetProperty("rules").EnumerateArray().Single().GetProperty("path").GetString());
        Assert.Equal(app.Port, metadata.GetProperty("appConnectionProperties").GetProperty("port").GetInt32());
        Assert.Equal(sidecar.Settings.AppId, described.Id);
        Assert.Contains(described.Components, c => c is { Name: "statestore", Type: "state.redis", Version: "v1" });
        Assert.Contains(described.Components, c => c is { Name: "pubsub", Type: "pubsub.redis", Version: "v1" });
    }
}
