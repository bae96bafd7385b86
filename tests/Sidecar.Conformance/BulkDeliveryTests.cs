using System.Text.Json;
using PracticeAspire.Sidecar.Conformance.Harness;

namespace PracticeAspire.Sidecar.Conformance;

/// <summary>Many events a request, for those who ask for it.</summary>
public sealed class BulkDeliveryTests(SharedRedis redis) : IAsyncLifetime
{
    private readonly Neighbourhood place = new(redis);
    private TestApp app = null!;

    public async ValueTask InitializeAsync()
    {
        place.PubSub();
        place.Resiliency("policies:\n  retries:\n    twice: {policy: constant, duration: 50ms, maxRetries: 2}\ntargets:\n  components:\n    pubsub: {inbound: {retry: twice}}\n");
        app = await place.App(
            new TopicWish("pubsub", place.Name("t"), "t", DeadLetterTopic: place.Name("dead"), BulkSubscribe: new { enabled = true, maxMessagesCount = 5, maxAwaitDurationMs = 2_000 }),
            new TopicWish("pubsub", place.Name("dead"), "dead"));
    }

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Fact]
    public async Task What_comes_close_together_comes_in_one_envelope()
    {
        app.On("/t", (context, request) => Answer(context, request, _ => "SUCCESS"));
        await Publish("a", "b", "c", "d", "e");

        var request = app.At("/t")[0];
        Assert.Equal("application/json", request.Header("content-type"));
        var envelope = request.Json;
        Assert.Equal("com.dapr.event.sent.bulk", envelope.GetProperty("type").GetString());
        Assert.Equal(place.Name("t"), envelope.GetProperty("topic").GetString());
        Assert.Equal("pubsub", envelope.GetProperty("pubsubname").GetString());
        var entry = Entries(request)[0];
        Assert.Equal("application/cloudevents+json", entry.GetProperty("contentType").GetString());
        Assert.Equal("1.0", entry.GetProperty("event").GetProperty("specversion").GetString());
        await Poll.Until(() => All("/t").Count == 5, "five events had arrived");
        Assert.Equal(["a", "b", "c", "d", "e"], All("/t").Order());
        Assert.Single(app.At("/t"));
        await IsSettled();
        Assert.Empty(app.At("/dead"));
    }

    [Fact]
    public async Task Only_what_the_app_has_not_taken_comes_again_and_what_it_never_takes_ends_with_the_dead_letters()
    {
        app.On("/t", (context, request) => Answer(context, request, name => name switch { "bad" => "RETRY", "dropped" => "DROP", "forgotten" => null, _ => "SUCCESS" }));
        await Publish("good", "bad", "dropped", "forgotten", "fine");

        await Poll.Until(() => app.At("/dead").Count == 3, "three dead letters had arrived");
        Assert.Equal(["bad", "dropped", "forgotten"], app.At("/dead").Select(r => r.Json.GetProperty("data").GetString()).Order());
        var times = All("/t").CountBy(name => name).ToDictionary();
        Assert.Equal((1, 1, 1), (times["good"], times["fine"], times["dropped"]));
        Assert.Equal((3, 3), (times["bad"], times["forgotten"]));
        await IsSettled();
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(200, "nonsense")]
    public async Task An_answer_that_says_nothing_of_the_events_is_a_failure_of_all(int status, string body)
    {
        app.On("/t", status, body);
        await Publish("a", "b");

        await Poll.Until(() => app.At("/dead").Count == 2, "two dead letters had arrived");
        Assert.Equal(6, All("/t").Count);
        await IsSettled();
    }

    private async Task Publish(params string[] names)
    {
        var publisher = await place.Sidecar(place.Name("a"));
        using var client = publisher.NewClient();
        await client.BulkPublishEventAsync("pubsub", place.Name("t"), names);
        await place.Sidecar(place.Name("b"), app);
        await Poll.Until(() => app.At("/t").Count > 0, "the app was told");
    }

    private List<string> All(string path) => [.. app.At(path).SelectMany(Entries).Select(Name)];

    private static List<JsonElement> Entries(Received request) => [.. request.Json.GetProperty("entries").EnumerateArray()];

    private static string Name(JsonElement entry) => entry.GetProperty("event").GetProperty("data").GetString()!;

    private static Task Answer(HttpContext context, Received request, Func<string, string?> status) => context.Response.WriteAsJsonAsync(new
    {
        statuses = Entries(request).Where(entry => status(Name(entry)) is not null)
            .Select(entry => new { entryId = entry.GetProperty("entryId").GetString(), status = status(Name(entry)) }),
    });

    private Task IsSettled() => Poll.Until(
        async () => (await redis.Database.StreamPendingAsync(place.Name("t"), place.Name("b"))).PendingMessageCount == 0, "all was acknowledged");
}
