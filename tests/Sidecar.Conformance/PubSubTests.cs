using System.Text.Json;
using Dapr.Client;
using Google.Rpc;
using Grpc.Core;
using PracticeAspire.Sidecar.Conformance.Harness;

namespace PracticeAspire.Sidecar.Conformance;

/// <summary>Publishing and delivery where no policy says anything.</summary>
public sealed class PubSubTests(PubSubTests.Pair pair) : IClassFixture<PubSubTests.Pair>
{
    private sealed record Booked(string Doctor, decimal Minutes);

    [Fact]
    public async Task An_event_arrives_as_a_CloudEvent()
    {
        var topic = pair.Topic("plain");
        await pair.Client.PublishEventAsync("pubsub", topic, new Booked("d-1", 30.10m));

        var request = await pair.Delivered("plain");

        Assert.Equal("POST", request.Method);
        Assert.Equal("application/cloudevents+json", request.Header("content-type"));
        Assert.Equal("pubsub", request.Header("pubsubName"));
        var e = request.Json;
        Assert.Equal("""{"doctor":"d-1","minutes":30.10}""", e.GetProperty("data").GetRawText());
        Assert.Equal("application/json", e.GetProperty("datacontenttype").GetString());
        Assert.True(Guid.TryParse(e.GetProperty("id").GetString(), out _));
        Assert.Equal("pubsub", e.GetProperty("pubsubname").GetString());
        Assert.Equal(pair.PublisherId, e.GetProperty("source").GetString());
        Assert.Equal("1.0", e.GetProperty("specversion").GetString());
        Assert.Equal(topic, e.GetProperty("topic").GetString());
        Assert.Equal("com.dapr.event.sent", e.GetProperty("type").GetString());
        Assert.Equal("", e.GetProperty("tracestate").GetString());
        Assert.Equal(e.GetProperty("traceid").GetString(), e.GetProperty("traceparent").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$", e.GetProperty("time").GetString());
        Assert.Equal(e.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal), e.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task An_event_made_by_the_app_keeps_what_the_app_wrote()
    {
        var own = JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = "e-7",
            source = "appointments",
            type = "appointments.booked.v1",
            specversion = "1.0",
            sequence = "42",
            datacontenttype = "application/json",
            data = new { doctor = "d-1" },
            topic = "elsewhere",
            traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
        });
        await pair.Client.PublishByteEventAsync("pubsub", pair.Topic("own"), own, "application/cloudevents+json");

        var e = (await pair.Delivered("own")).Json;

        Assert.Equal("e-7", e.GetProperty("id").GetString());
        Assert.Equal("appointments", e.GetProperty("source").GetString());
        Assert.Equal("appointments.booked.v1", e.GetProperty("type").GetString());
        Assert.Equal("42", e.GetProperty("sequence").GetString());
        Assert.Equal("d-1", e.GetProperty("data").GetProperty("doctor").GetString());
        Assert.Equal(pair.Topic("own"), e.GetProperty("topic").GetString());
        Assert.Equal("pubsub", e.GetProperty("pubsubname").GetString());
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", e.GetProperty("traceparent").GetString());
    }

    [Fact]
    public async Task Data_is_carried_by_its_content_type()
    {
        await pair.Client.PublishByteEventAsync("pubsub", pair.Topic("kinds"), "words"u8.ToArray(), "text/plain");
        await pair.Client.PublishByteEventAsync("pubsub", pair.Topic("kinds"), new byte[] { 1, 2, 3 }, "application/octet-stream");
        await pair.Client.PublishByteEventAsync("pubsub", pair.Topic("kinds"), "{}"u8.ToArray(), "application/problem+json");
        await pair.Client.PublishEventAsync("pubsub", pair.Topic("kinds"));

        await Poll.Until(() => pair.App.At("/kinds").Count == 4, "four events had arrived");
        var events = pair.App.At("/kinds").Select(request => request.Json).ToArray();
        Assert.Contains(events, e => e.TryGetProperty("data", out var data) && data.GetString() == "words");
        Assert.Contains(events, e => e.TryGetProperty("data_base64", out var data) && data.GetString() == "AQID");
        Assert.Contains(events, e => e.TryGetProperty("data", out var data) && data.GetString() == "{}");
        Assert.Contains(events, e => e.TryGetProperty("data", out var data) && data.GetString() == "" && e.GetProperty("datacontenttype").GetString() == "text/plain");
    }

    [Theory]
    [InlineData("nothing-of-that-name", "t", StatusCode.InvalidArgument)]
    [InlineData("pubsub", "", StatusCode.InvalidArgument)]
    [InlineData("pubsub", "forbidden", StatusCode.PermissionDenied)]
    public async Task Publishing_where_it_cannot_go_is_refused_with_a_reason(string pubSub, string topic, StatusCode status)
    {
        using var channel = pair.Publisher.NewChannel();
        var client = new Dapr.Client.Autogen.Grpc.v1.Dapr.DaprClient(channel);

        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await client.PublishEventAsync(new Dapr.Client.Autogen.Grpc.v1.PublishEventRequest { PubsubName = pubSub, Topic = topic }));

        Assert.Equal(status, refused.StatusCode);
        var reason = refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!;
        Assert.Equal("dapr.io", reason.Domain);
        Assert.StartsWith("DAPR_PUBSUB_", reason.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_published_in_bulk_arrive_one_by_one()
    {
        var answer = await pair.Client.BulkPublishEventAsync("pubsub", pair.Topic("bulk"), new List<Booked> { new("d-1", 1), new("d-2", 2), new("d-3", 3) });

        Assert.Empty(answer.FailedEntries);
        await Poll.Until(() => pair.App.At("/bulk").Count == 3, "three events had arrived");
        var events = pair.App.At("/bulk").Select(request => request.Json).ToArray();
        Assert.Equal(3, events.Select(e => e.GetProperty("id").GetString()).Distinct().Count());
        Assert.Equal(["d-1", "d-2", "d-3"], events.Select(e => e.GetProperty("data").GetProperty("doctor").GetString()).Order());
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("success")]
    [InlineData("no-content")]
    public async Task An_answer_of_success_ends_it(string topic)
    {
        await pair.Publish(topic);

        await pair.Delivered(topic);
        await pair.IsSettled(topic);
        Assert.Single(pair.App.At("/" + topic));
    }

    [Fact]
    public async Task A_failure_without_a_policy_loses_the_event()
    {
        await pair.Publish("lost");

        await pair.Delivered("lost");
        await pair.IsSettled("lost");
        Assert.Single(pair.App.At("/lost"));
    }

    [Fact]
    public async Task A_failure_without_a_policy_goes_to_the_dead_letters_at_once()
    {
        await pair.Publish("dying");

        var dead = await pair.Delivered("dying-dead");
        Assert.Equal(pair.Topic("dying"), dead.Json.GetProperty("topic").GetString());
        await pair.IsSettled("dying");
        var original = Assert.Single(pair.App.At("/dying"));
        Assert.Equal(original.Body, dead.Body);
    }

    [Theory]
    [InlineData("says-retry", true)]
    [InlineData("says-drop", true)]
    [InlineData("says-lowercase-retry", true)]
    [InlineData("not-found", true)]
    [InlineData("redirect", true)]
    [InlineData("says-nonsense", false)]
    public async Task What_the_app_answers_decides_whether_the_event_is_dead(string topic, bool isDead)
    {
        await pair.Publish(topic);

        await pair.Delivered(topic);
        await pair.IsSettled(topic);
        Assert.Single(pair.App.At("/" + topic));
        if (isDead)
            await pair.Delivered(topic + "-dead");
        else
            Assert.Empty(pair.App.At("/" + topic + "-dead"));
    }

    public sealed class Pair(SharedRedis redis) : IAsyncLifetime
    {
        private static readonly (string Topic, int Status, string Body)[] Answers =
        [
            ("plain", 200, ""), ("own", 200, ""), ("bulk", 200, ""), ("kinds", 200, ""), ("empty", 200, ""), ("success", 200, """{"status":"SUCCESS"}"""), ("no-content", 204, ""),
            ("lost", 500, ""),
        ];

        private static readonly (string Topic, int Status, string Body)[] WithDeadLetters =
        [
            ("dying", 500, ""), ("says-retry", 200, """{"status":"RETRY"}"""), ("says-drop", 200, """{"status":"DROP"}"""),
            ("says-lowercase-retry", 200, """{"status":"retry"}"""), ("not-found", 404, ""), ("redirect", 302, ""), ("says-nonsense", 200, "nonsense"),
        ];

        private readonly Neighbourhood place = new(redis);

        internal string PublisherId => place.Name("a");
        internal SidecarProcess Publisher { get; private set; } = null!;
        internal TestApp App { get; private set; } = null!;
        internal DaprClient Client { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            place.PubSub($"- {{name: protectedTopics, value: forbidden}}\n");
            TopicWish[] wishes =
            [
                .. Answers.Select(a => new TopicWish("pubsub", Topic(a.Topic), a.Topic)),
                .. WithDeadLetters.Select(a => new TopicWish("pubsub", Topic(a.Topic), a.Topic, DeadLetterTopic: Topic(a.Topic + "-dead"))),
                .. WithDeadLetters.Select(a => new TopicWish("pubsub", Topic(a.Topic + "-dead"), a.Topic + "-dead")),
            ];
            App = await place.App(wishes);
            foreach (var (topic, status, body) in Answers.Concat(WithDeadLetters).Where(a => a.Status != 200 || a.Body.Length > 0))
                App.On("/" + topic, status, body);
            Publisher = place.Launch(PublisherId);
            await Task.WhenAll(Publisher.IsUp(), place.Sidecar(place.Name("b"), App));
            Client = Publisher.NewClient();
        }

        internal string Topic(string topic) => place.Name(topic);

        internal Task Publish(string topic) => Client.PublishEventAsync("pubsub", Topic(topic), new Booked("d-1", 30));

        internal async Task<Received> Delivered(string topic)
        {
            await Poll.Until(() => App.At("/" + topic).Count > 0, $"{topic} was delivered");
            return App.At("/" + topic)[0];
        }

        /// <summary>Read by the group and nothing pending: no redelivery is to come.</summary>
        internal Task IsSettled(string topic) => Poll.Until(
            async () => (await redis.Database.StreamPendingAsync(Topic(topic), place.Name("b"))).PendingMessageCount == 0, $"{topic} was acknowledged");

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await place.DisposeAsync();
        }
    }
}
