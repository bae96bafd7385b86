using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using PracticeAspire.Sidecar.Conformance.Harness;

namespace PracticeAspire.Sidecar.Conformance;

public sealed class InvocationTests(InvocationTests.Pair pair) : IClassFixture<InvocationTests.Pair>
{
    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_request_arrives_as_it_was_sent(string method)
    {
        var path = $"verb-{method}";
        using var request = pair.Request(new HttpMethod(method), path + "?a=1&b=%20x");
        request.Headers.Add("x-custom", "kept");
        request.Headers.Authorization = new("Bearer", "token");
        if (method is not ("GET" or "DELETE"))
            request.Content = new StringContent("""{"a":1}""", Encoding.UTF8, "application/json");

        using var response = await pair.A.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var received = Assert.Single(pair.App.At("/" + path));
        Assert.Equal(method, received.Method);
        Assert.Equal("?a=1&b=%20x", received.Query);
        Assert.Equal("kept", received.Header("x-custom"));
        Assert.Equal("Bearer token", received.Header("authorization"));
        Assert.Equal(request.Content is null ? "" : """{"a":1}""", Encoding.UTF8.GetString(received.Body));
        Assert.Equal(pair.CallerId, received.Header("dapr-caller-app-id"));
        Assert.Equal(pair.CalleeId, received.Header("dapr-callee-app-id"));
        Assert.Null(received.Header("dapr-app-id"));
        Assert.Equal($"127.0.0.1:{pair.App.Port}", received.Header("host"));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(302)]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task An_answer_comes_back_as_it_was_given(int status)
    {
        pair.App.On($"/status-{status}", (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers["x-answer"] = "yes";
            context.Response.Headers.Location = "/elsewhere";
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{"error":"why"}""");
        });

        using var response = await pair.A.Http.SendAsync(pair.Request(HttpMethod.Get, $"status-{status}"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("yes", response.Headers.GetValues("x-answer").Single());
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("""{"error":"why"}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_SDK_reaches_the_app_both_ways()
    {
        pair.App.On("/sdk", 200, """{"a":1}""");
        using var client = pair.A.NewClient();
        using var made = client.CreateInvokableHttpClient(pair.CalleeId);
        using var created = Dapr.Client.DaprClient.CreateInvokeHttpClient(pair.CalleeId, pair.A.Settings.HttpEndpoint);

        using var one = await made.GetAsync("/sdk");
        using var two = await created.GetAsync("/sdk");

        Assert.Equal("""{"a":1}""", await one.Content.ReadAsStringAsync());
        Assert.Equal("""{"a":1}""", await two.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_app_can_be_named_in_a_header()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/by-header") { Headers = { { "dapr-app-id", pair.CalleeId } } };

        using var response = await pair.A.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(pair.App.At("/by-header"));
    }

    [Fact]
    public async Task An_app_can_call_itself()
    {
        using var response = await pair.B.Http.GetAsync($"/v1.0/invoke/{pair.CalleeId}/method/self");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Null(Assert.Single(pair.App.At("/self")).Header("dapr-caller-app-id"));
    }

    [Theory]
    [InlineData("a%2Fb", "/a/b")]
    [InlineData("c/", "/c")]
    [InlineData("d//e", "/d/e")]
    [InlineData("f%20g", "/f g")]
    [InlineData("h%23i", null)]
    public async Task Paths_are_cleaned(string asked, string? arrives)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{pair.A.Settings.HttpEndpoint}/v1.0/invoke/{pair.CalleeId}/method/{asked}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));

        using var response = await pair.A.Http.SendAsync(request);

        Assert.Equal(arrives is null ? HttpStatusCode.InternalServerError : HttpStatusCode.OK, response.StatusCode);
        if (arrives is not null)
            Assert.Single(pair.App.At(arrives));
    }

    [Fact]
    public async Task An_app_nobody_knows_is_a_direct_invoke_error()
    {
        using var response = await pair.A.Http.GetAsync("/v1.0/invoke/nobody/method/x");

        await IsDirectInvokeError(response);
    }

    [Fact]
    public async Task An_app_that_is_down_is_a_direct_invoke_error_without_retries()
    {
        // The first call on a cold pair of processes may take its time for other reasons.
        using var first = await pair.A.Http.GetAsync($"/v1.0/invoke/{pair.DownId}/method/x");
        var started = Stopwatch.StartNew();
        using var response = await pair.A.Http.GetAsync($"/v1.0/invoke/{pair.DownId}/method/x");

        await IsDirectInvokeError(response);
        Assert.True(started.Elapsed < TimeSpan.FromSeconds(2.9), $"three retries take three seconds, and it took {started.Elapsed}");
    }

    [Fact]
    public async Task A_sidecar_that_is_down_is_waited_for_about_three_seconds()
    {
        var gone = await pair.Start("gone");
        using (var before = await pair.A.Http.GetAsync($"/v1.0/invoke/{gone.Settings.AppId}/method/x"))
            Assert.Equal(HttpStatusCode.InternalServerError, before.StatusCode);
        await gone.KillNow();

        var started = Stopwatch.StartNew();
        using var response = await pair.A.Http.GetAsync($"/v1.0/invoke/{gone.Settings.AppId}/method/x");

        await IsDirectInvokeError(response);
        Assert.InRange(started.Elapsed, TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_sidecar_that_comes_back_on_other_ports_is_found_again()
    {
        var app = await pair.Place.App();
        var first = await pair.Start("mover", app);
        using (var before = await pair.A.Http.GetAsync($"/v1.0/invoke/{first.Settings.AppId}/method/x"))
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        await first.KillNow();
        var second = await pair.Start("mover", app);
        Assert.NotEqual(first.Settings.InternalPort, second.Settings.InternalPort);

        using var response = await pair.A.Http.GetAsync($"/v1.0/invoke/{first.Settings.AppId}/method/x");

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        using var channel = pair.A.NewChannel();
        Assert.Equal("hello", (await new Echo.EchoClient(channel).SayAsync(new Words { Text = "hello" }, new Grpc.Core.Metadata { { "dapr-app-id", first.Settings.AppId } })).Text);
    }

    private static async Task IsDirectInvokeError(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("ERR_DIRECT_INVOKE", error.GetProperty("errorCode").GetString());
    }

    public sealed class Pair(SharedRedis redis) : IAsyncLifetime
    {
        internal Neighbourhood Place { get; } = new(redis);
        internal string CallerId => Place.Name("a");
        internal string CalleeId => Place.Name("b");
        internal string DownId => Place.Name("down");
        internal TestApp App { get; private set; } = null!;
        internal SidecarProcess A { get; private set; } = null!;
        internal SidecarProcess B { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            App = await Place.App();
            var down = await Place.App();
            var sidecars = await Task.WhenAll(Place.Sidecar(CallerId), Place.Sidecar(CalleeId, App), Place.Sidecar(DownId, down));
            (A, B) = (sidecars[0], sidecars[1]);
            await down.DisposeAsync();
        }

        internal Task<SidecarProcess> Start(string name, TestApp? app = null) => Place.Sidecar(Place.Name(name), app);

        internal HttpRequestMessage Request(HttpMethod method, string path) => new(method, $"/v1.0/invoke/{CalleeId}/method/{path}");

        public ValueTask DisposeAsync() => Place.DisposeAsync();
    }
}
