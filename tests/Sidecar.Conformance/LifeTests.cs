using System.Diagnostics;
using PracticeAspire.Sidecar.Conformance.Harness;

namespace PracticeAspire.Sidecar.Conformance;

/// <summary>An app that is ill, and a sidecar that is asked to end.</summary>
public sealed class LifeTests(SharedRedis redis)
{
    [Fact]
    public async Task An_app_that_fails_its_health_check_gets_its_events_when_it_is_well_again()
    {
        await using var place = new Neighbourhood(redis);
        place.PubSub();
        var app = await place.App(new TopicWish("pubsub", place.Name("t"), "t"));
        var sidecar = await place.Sidecar(place.Name("b"), app, settings => settings with
        {
            More = ["--enable-app-health-check", "--app-health-check-path", "/well", "--app-health-probe-interval", "1", "--app-health-threshold", "1"],
        });
        app.On("/well", 500);
        using var client = sidecar.NewClient();
        await Poll.Until(async () =>
        {
            using var response = await sidecar.Http.GetAsync($"/v1.0/invoke/{place.Name("b")}/method/x");
            return !response.IsSuccessStatusCode;
        }, "the sidecar saw that the app is ill");

        await client.PublishEventAsync("pubsub", place.Name("t"), "hello");
        await Poll.Stays(() => app.At("/t").Count == 0, "the ill app got nothing", TimeSpan.FromMilliseconds(500));
        app.On("/well", 200);

        await Poll.Until(() => app.At("/t").Count == 1, "the event was delivered");
    }

    [Fact]
    public async Task A_sidecar_asked_to_end_lets_the_running_handler_finish()
    {
        await using var place = new Neighbourhood(redis);
        place.PubSub();
        var app = await place.App(new TopicWish("pubsub", place.Name("t"), "t"));
        var hold = new TaskCompletionSource();
        app.On("/t", (_, _) => hold.Task);
        var sidecar = await place.Sidecar(place.Name("b"), app);
        using (var client = sidecar.NewClient())
            await client.PublishEventAsync("pubsub", place.Name("t"), "hello");
        await Poll.Until(() => app.At("/t").Count == 1, "the handler ran");

        var asked = Stopwatch.StartNew();
        sidecar.AskToEnd();
        await Poll.Stays(() => !sidecar.HasExited, "the sidecar waited for the handler", TimeSpan.FromMilliseconds(300));
        hold.SetResult();
        await sidecar.HasEnded();

        Assert.InRange(asked.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal(0, (await redis.Database.StreamPendingAsync(place.Name("t"), place.Name("b"))).PendingMessageCount);
        Assert.Single(app.At("/t"));
    }
}
