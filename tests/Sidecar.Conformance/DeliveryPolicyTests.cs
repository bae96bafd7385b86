using PracticeAspire.Sidecar.Conformance.Harness;

namespace PracticeAspire.Sidecar.Conformance;

public sealed class DeliveryPolicyTests(SharedRedis redis)
{
    [Fact]
    public async Task An_inbound_policy_tries_again_until_it_succeeds_or_the_dead_letters_get_it()
    {
        await using var place = new Neighbourhood(redis);
        place.PubSub();
        place.Resiliency("policies:\n  retries:\n    again: {policy: constant, duration: 100ms, maxRetries: 2}\ntargets:\n  components:\n    pubsub: {inbound: {retry: again}}");
        var app = await place.App(
            new TopicWish("pubsub", place.Name("once"), "once"),
            new TopicWish("pubsub", place.Name("always"), "always", DeadLetterTopic: place.Name("dead")),
            new TopicWish("pubsub", place.Name("dead"), "dead"));
        var calls = 0;
        app.On("/once", (context, _) =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref calls) == 1 ? 500 : 200;
            return Task.CompletedTask;
        });
        app.On("/always", 500);
        var sidecar = await place.Sidecar(place.Name("b"), app);
        using var client = sidecar.NewClient();

        await client.PublishEventAsync("pubsub", place.Name("once"), "hello");
        await client.PublishEventAsync("pubsub", place.Name("always"), "hello");

        await Poll.Until(() => app.At("/dead").Count == 1, "the event was with the dead letters");
        await Poll.Until(() => app.At("/once").Count == 2, "the other was delivered the second time");
        Assert.Equal(3, app.At("/always").Count);
        Assert.Equal(app.At("/always")[0].Body, app.At("/dead")[0].Body);
        Assert.Equal(place.Name("always"), app.At("/dead")[0].Json.GetProperty("topic").GetString());
        await Poll.Stays(() => app.At("/once").Count == 2 && app.At("/always").Count == 3, "nothing came again", TimeSpan.FromMilliseconds(300));
    }
}
