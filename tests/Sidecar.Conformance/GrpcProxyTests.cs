using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using PracticeAspire.Sidecar.Conformance.Harness;

namespace PracticeAspire.Sidecar.Conformance;

public sealed class GrpcProxyTests(GrpcProxyTests.Pair pair) : IClassFixture<GrpcProxyTests.Pair>
{
    private readonly Echo.EchoClient echo = pair.Echo;
    private readonly TestApp callee = pair.Callee;
    private readonly Metadata to = new() { { "dapr-app-id", pair.CalleeId } };

    [Fact]
    public async Task A_call_arrives_and_says_who_calls_whom()
    {
        using var call = echo.SayAsync(new Words { Text = "hello" }, new Metadata { { "dapr-app-id", pair.CalleeId }, { "authorization", "Bearer x" } });

        Assert.Equal("hello", (await call).Text);
        Assert.Equal("echo", (await call.ResponseHeadersAsync).GetValue("answered-by"));
        Assert.Equal("1", call.GetTrailers().GetValue("spoken"));
        Assert.Equal(pair.CallerId, callee.LastGrpcHeaders["dapr-caller-app-id"]);
        Assert.Equal(pair.CalleeId, callee.LastGrpcHeaders["dapr-callee-app-id"]);
        Assert.Equal("Bearer x", callee.LastGrpcHeaders["authorization"]);
        Assert.DoesNotContain("dapr-app-id", callee.LastGrpcHeaders.Keys);
    }

    [Fact]
    public async Task A_refusal_keeps_its_status_its_sentence_its_trailers_and_its_details()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await echo.RefuseAsync(new Words { Text = "why" }, to));

        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Equal("That time has just been taken – choose another.", refused.Status.Detail);
        Assert.Equal("practitioner-busy", refused.Trailers.GetValue("rule"));
        Assert.Equal("why", refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
    }

    [Fact]
    public async Task A_server_streams()
    {
        using var call = echo.Count(new Words { Text = "500" }, to);

        var heard = await call.ResponseStream.ReadAllAsync().Select(words => words.Text).ToListAsync();

        Assert.Equal(Enumerable.Range(1, 500).Select(i => $"{i}"), heard);
    }

    [Fact]
    public async Task A_client_streams()
    {
        using var call = echo.Collect(to);
        foreach (var text in (string[])["a", "b", "c"])
            await call.RequestStream.WriteAsync(new Words { Text = text });
        await call.RequestStream.CompleteAsync();

        Assert.Equal("abc", (await call).Text);
    }

    [Fact]
    public async Task Both_talk_in_turn()
    {
        using var call = echo.Talk(to);
        for (var i = 0; i < 20; i++)
        {
            await call.RequestStream.WriteAsync(new Words { Text = $"{i}" });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal($"{i}", call.ResponseStream.Current.Text);
        }
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
        Assert.Equal("all", call.GetTrailers().GetValue("spoken"));
    }

    [Fact]
    public async Task A_deadline_ends_the_call_on_both_sides()
    {
        using var call = echo.NeverAsync(new Words { Text = "deadline" }, to, DateTime.UtcNow.AddSeconds(3));
        await callee.HasBegun("deadline").WaitAsync(TimeSpan.FromSeconds(10));

        var late = await Assert.ThrowsAsync<RpcException>(async () => await call);

        Assert.Equal(StatusCode.DeadlineExceeded, late.StatusCode);
        await callee.WasCancelled("deadline").WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_noticed_by_the_callee()
    {
        using var giveUp = new CancellationTokenSource();
        using var call = echo.NeverAsync(new Words { Text = "gave up" }, to, cancellationToken: giveUp.Token);
        await callee.HasBegun("gave up").WaitAsync(TimeSpan.FromSeconds(10));

        await giveUp.CancelAsync();

        await callee.WasCancelled("gave up").WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_call_that_names_no_app_is_unknown_in_words_the_SDK_looks_for()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await echo.SayAsync(new Words()));

        Assert.Equal(StatusCode.Unknown, refused.StatusCode);
        Assert.Equal("failed to proxy request: required metadata dapr-callee-app-id or dapr-app-id not found", refused.Status.Detail);
    }

    [Fact]
    public async Task A_call_to_an_app_nobody_knows_fails()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await echo.SayAsync(new Words(), new Metadata { { "dapr-app-id", "nobody" } }, DateTime.UtcNow.AddSeconds(15)));

        Assert.NotEqual(StatusCode.OK, refused.StatusCode);
        Assert.NotEqual(StatusCode.DeadlineExceeded, refused.StatusCode);
    }

    public sealed class Pair(SharedRedis redis) : IAsyncLifetime
    {
        private readonly Neighbourhood place = new(redis);
        private GrpcChannel channel = null!;

        internal string CallerId => place.Name("a");
        internal string CalleeId => place.Name("b");
        internal TestApp Callee { get; private set; } = null!;
        internal Echo.EchoClient Echo { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Callee = await place.App();
            var (a, b) = (place.Launch(CallerId), place.Launch(CalleeId, Callee.Port));
            await Task.WhenAll(a.IsUp(), b.IsUp());
            channel = a.NewChannel();
            Echo = new Echo.EchoClient(channel);
        }

        public async ValueTask DisposeAsync()
        {
            channel.Dispose();
            await place.DisposeAsync();
        }
    }
}
