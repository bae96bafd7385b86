using System.Diagnostics;
using System.Net;
using Grpc.Core;
using PracticeAspire.Sidecar.Conformance.Harness;

namespace PracticeAspire.Sidecar.Conformance;

/// <summary>Policies for apps: time limits, retries, circuit breakers.</summary>
public sealed class ResiliencyTests(ResiliencyTests.Place place) : IClassFixture<ResiliencyTests.Place>
{
    [Fact]
    public async Task A_call_longer_than_its_time_limit_fails_when_the_limit_is_reached()
    {
        place.Slow.On("/never", (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var started = Stopwatch.StartNew();

        using var response = await place.Get("slow", "never");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.InRange(started.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task Only_a_status_that_matches_is_tried_again()
    {
        place.Flaky.On("/503", 503, "busy");
        place.Flaky.On("/400", 400, "bad");

        using var busy = await place.Get("flaky", "503");
        using var bad = await place.Get("flaky", "400");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, busy.StatusCode);
        Assert.Equal("busy", await busy.Content.ReadAsStringAsync());
        Assert.Equal(3, place.Flaky.At("/503").Count);
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Single(place.Flaky.At("/400"));
    }

    [Fact]
    public async Task A_proxied_call_under_a_policy_still_carries_everything()
    {
        using var channel = place.Caller.NewChannel();
        var echo = new Echo.EchoClient(channel);
        var to = new Metadata { { "dapr-app-id", place.Id("flaky") } };

        using var call = echo.SayAsync(new Words { Text = "hello" }, to);
        Assert.Equal("hello", (await call).Text);
        Assert.Equal("1", call.GetTrailers().GetValue("spoken"));
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await echo.RefuseAsync(new Words { Text = "why" }, to));
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Equal("practitioner-busy", refused.Trailers.GetValue("rule"));
    }

    [Fact]
    public async Task A_stream_that_says_so_is_spared_the_policy()
    {
        using var channel = place.Caller.NewChannel();
        using var call = new Echo.EchoClient(channel).Talk(new Metadata { { "dapr-app-id", place.Id("flaky") }, { "dapr-stream", "true" } });
        for (var i = 0; i < 3; i++)
        {
            await call.RequestStream.WriteAsync(new Words { Text = $"{i}" });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal($"{i}", call.ResponseStream.Current.Text);
        }
    }

    [Fact]
    public async Task An_open_circuit_fails_at_once_without_asking_the_app()
    {
        place.Broken.On("/500", 500);
        for (var i = 0; i < 3; i++)
        {
            using var response = await place.Get("broken", "500");
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        }
        Assert.Equal(3, place.Broken.At("/500").Count);

        using var refused = await place.Get("broken", "500");

        Assert.Equal(HttpStatusCode.InternalServerError, refused.StatusCode);
        Assert.Contains("circuit breaker is open", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(3, place.Broken.At("/500").Count);
    }

    public sealed class Place(SharedRedis redis) : IAsyncLifetime
    {
        private readonly Neighbourhood place = new(redis);

        internal SidecarProcess Caller { get; private set; } = null!;
        internal TestApp Slow { get; private set; } = null!;
        internal TestApp Flaky { get; private set; } = null!;
        internal TestApp Broken { get; private set; } = null!;

        internal string Id(string name) => place.Name(name);

        internal Task<HttpResponseMessage> Get(string name, string path) => Caller.Http.GetAsync($"/v1.0/invoke/{Id(name)}/method/{path}");

        public async ValueTask InitializeAsync()
        {
            place.Resiliency($$$"""
                policies:
                  timeouts: {short: 1s}
                  retries:
                    busy: {policy: constant, duration: 50ms, maxRetries: 2, matching: {httpStatusCodes: "503", gRPCStatusCodes: "14"}}
                  circuitBreakers:
                    fuse: {maxRequests: 1, timeout: 60s, trip: "consecutiveFailures > 2"}
                targets:
                  apps:
                    {{{Id("slow")}}}: {timeout: short}
                    {{{Id("flaky")}}}: {retry: busy}
                    {{{Id("broken")}}}: {circuitBreaker: fuse}
                """);
            (Slow, Flaky, Broken) = (await place.App(), await place.App(), await place.App());
            Caller = place.Launch(place.Name("a"));
            await Task.WhenAll(Caller.IsUp(), place.Sidecar(Id("slow"), Slow), place.Sidecar(Id("flaky"), Flaky), place.Sidecar(Id("broken"), Broken));
        }

        public ValueTask DisposeAsync() => place.DisposeAsync();
    }
}
