using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PracticeAspire.Sidecar.Conformance.Harness;

namespace PracticeAspire.Sidecar.Conformance;

/// <summary>A trace across sidecars, by what the configuration says about sampling.</summary>
public sealed class TracingTests(SharedRedis redis)
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = $"00-{TraceId}-b7ad6b7169203331-01";
    private const string Unsampled = $"00-{TraceId}-b7ad6b7169203331-00";

    [Fact]
    public async Task Without_tracing_the_callers_header_passes_untouched()
    {
        await using var place = new Neighbourhood(redis);
        var (invoked, called, told) = await Send(place, Parent);

        Assert.Equal(Parent, invoked);
        Assert.Equal(Parent, called);
        Assert.Equal(Parent, told);
    }

    [Fact]
    public async Task With_sampling_each_hop_is_a_span_of_the_same_trace()
    {
        await using var place = new Neighbourhood(redis);
        place.Configure("tracing:\n  samplingRate: \"1\"\n");
        var seen = await Send(place, Parent);

        foreach (var header in (string[])[seen.Invoked, seen.Called, seen.Told])
        {
            Assert.StartsWith($"00-{TraceId}-", header, StringComparison.Ordinal);
            Assert.NotEqual(Parent, header);
        }
    }

    [Fact]
    public async Task A_trace_that_is_not_sampled_passes_untouched()
    {
        Assert.SkipWhen(SidecarProcess.IsReal, "daprd makes span ids nobody records");
        await using var place = new Neighbourhood(redis);
        place.Configure("tracing:\n  samplingRate: \"1\"\n");
        var (invoked, called, told) = await Send(place, Unsampled);

        Assert.Equal((Unsampled, Unsampled, Unsampled), (invoked, called, told));
    }

    [Fact]
    public async Task With_sampling_off_events_lose_their_trace_and_calls_keep_theirs()
    {
        await using var place = new Neighbourhood(redis);
        place.Configure("tracing:\n  samplingRate: \"0\"\n");
        var (invoked, called, told) = await Send(place, Parent);

        Assert.Equal(Parent, invoked);
        Assert.Equal(Parent, called);
        Assert.Equal("", told);
    }

    [Fact]
    public async Task Spans_are_sent_to_where_the_environment_says()
    {
        await using var place = new Neighbourhood(redis);
        var collector = await place.NewApp(HttpProtocols.Http1).Start();
        place.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{collector.Port}";
        place.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        place.Environment["OTEL_BSP_SCHEDULE_DELAY"] = "100";
        place.Configure("tracing:\n  samplingRate: \"1\"\n");
        await Send(place, Parent);

        var traceId = Convert.FromHexString(TraceId);
        await Poll.Until(() => collector.At("/v1/traces").Any(sent => sent.Body.AsSpan().IndexOf(traceId) >= 0), "the collector was told of the trace");
    }

    private static async Task<(string Invoked, string Called, string Told)> Send(Neighbourhood place, string traceParent)
    {
        place.PubSub();
        var app = await place.App(new TopicWish("pubsub", place.Name("t"), "t"));
        var sidecars = await Task.WhenAll(place.Sidecar(place.Name("a")), place.Sidecar(place.Name("b"), app));

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1.0/invoke/{place.Name("b")}/method/x") { Headers = { { "traceparent", traceParent } } };
        using var response = await sidecars[0].Http.SendAsync(request);
        using var channel = sidecars[0].NewChannel();
        await new Echo.EchoClient(channel).SayAsync(new Words(), new Metadata { { "dapr-app-id", place.Name("b") }, { "traceparent", traceParent } });
        var dapr = new Dapr.Client.Autogen.Grpc.v1.Dapr.DaprClient(channel);
        await dapr.PublishEventAsync(new() { PubsubName = "pubsub", Topic = place.Name("t") }, new Metadata { { "traceparent", traceParent } });
        await Poll.Until(() => app.At("/t").Count == 1, "the event was delivered");

        return (app.At("/x")[0].Header("traceparent") ?? "", app.LastGrpcHeaders["traceparent"], app.At("/t")[0].Json.GetProperty("traceparent").GetString()!);
    }
}
