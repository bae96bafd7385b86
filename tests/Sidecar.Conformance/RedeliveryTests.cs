using System.Collections.Concurrent;
using PracticeAspire.Sidecar.Conformance.Harness;

namespace PracticeAspire.Sidecar.Conformance;

/// <summary>What comes twice and what does not, when something dies or dawdles.</summary>
public sealed class RedeliveryTests(SharedRedis redis)
{
    private const string Impatient = "- {name: processingTimeout, value: 2s}\n- {name: redeliverInterval, value: 200ms}\n";

    [Fact]
    public async Task An_event_whose_sidecar_was_killed_comes_again_with_the_same_id()
    {
        await using var place = new Neighbourhood(redis);
        place.PubSub(Impatient);
        var app = await place.App(new TopicWish("pubsub", place.Name("t"), "t"));
        var hold = new TaskCompletionSource();
        app.On("/t", async (context, _) => await Task.WhenAny(hold.Task, Task.Delay(Timeout.Infinite, context.RequestAborted)));
        var sidecar = await place.Sidecar(place.Name("b"), app);
        using (var client = sidecar.NewClient())
            await client.PublishEventAsync("pubsub", place.Name("t"), "hello");
        await Poll.Until(() => app.At("/t").Count == 1, "the handler ran");

        await sidecar.KillNow();
        hold.SetResult();
        await place.Sidecar(place.Name("b"), app);

        await Poll.Until(() => app.At("/t").Count == 2, "the event came again");
        var ids = app.At("/t").Select(request => request.Json.GetProperty("id").GetString()).Distinct();
        Assert.Single(ids);
    }

    [Fact]
    public async Task A_handler_slower_than_the_processing_timeout_gets_the_event_a_second_time_meanwhile()
    {
        await using var place = new Neighbourhood(redis);
        place.PubSub(Impatient);
        var app = await place.App(new TopicWish("pubsub", place.Name("t"), "t"));
        var hold = new TaskCompletionSource();
        app.On("/t", (_, _) => hold.Task);
        var sidecar = await place.Sidecar(place.Name("b"), app);
        using var client = sidecar.NewClient();
        await client.PublishEventAsync("pubsub", place.Name("t"), "hello");

        await Poll.Until(() => app.At("/t").Count == 2, "a second delivery ran beside the first");
        hold.SetResult();
        await Poll.Until(async () => (await redis.Database.StreamPendingAsync(place.Name("t"), place.Name("b"))).PendingMessageCount == 0, "the event was acknowledged");
    }

    [Fact]
    public async Task Two_replicas_share_the_events_and_another_app_gets_them_all()
    {
        await using var place = new Neighbourhood(redis);
        place.PubSub();
        var wish = new TopicWish("pubsub", place.Name("t"), "t");
        var (first, second, other) = (await place.App(wish), await place.App(wish), await place.App(wish));
        var sidecars = await Task.WhenAll(place.Sidecar(place.Name("b"), first), place.Sidecar(place.Name("b"), second), place.Sidecar(place.Name("c"), other));
        using var client = sidecars[0].NewClient();
        await client.BulkPublishEventAsync("pubsub", place.Name("t"), Enumerable.Range(0, 100).ToList());

        await Poll.Until(() => other.At("/t").Count >= 100 && first.At("/t").Count + second.At("/t").Count >= 100, "all events had arrived");

        ConcurrentBag<int> shared = [.. Numbers(first), .. Numbers(second)];
        Assert.Equal(Enumerable.Range(0, 100), shared.Order());
        Assert.Equal(Enumerable.Range(0, 100), Numbers(other).Order());
    }

    [Fact]
    public async Task A_new_subscriber_begins_with_the_first_event_there_is()
    {
        await using var place = new Neighbourhood(redis);
        place.PubSub();
        var publisher = await place.Sidecar(place.Name("a"));
        using var client = publisher.NewClient();
        await client.PublishEventAsync("pubsub", place.Name("t"), "early");

        var app = await place.App(new TopicWish("pubsub", place.Name("t"), "t"));
        await place.Sidecar(place.Name("b"), app);

        await Poll.Until(() => app.At("/t").Count == 1, "the early event had arrived");
    }

    private static IEnumerable<int> Numbers(TestApp app) => app.At("/t").Select(request => request.Json.GetProperty("data").GetInt32());
}
