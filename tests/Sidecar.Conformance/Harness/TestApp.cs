using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PracticeAspire.Infrastructure;

namespace PracticeAspire.Sidecar.Conformance.Harness;

/// <summary>What the app was asked.</summary>
internal sealed record Received(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}

internal sealed record TopicWish(string PubsubName, string Topic, string Route, string? DeadLetterTopic = null, Dictionary<string, string>? Metadata = null, object? Routes = null, object? BulkSubscribe = null);

/// <summary>An app beside a sidecar, living in the test's own process: it records every request and answers as told.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Received> received = new();
    private readonly ConcurrentDictionary<string, Func<HttpContext, Received, Task>> answers = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> signals = new();
    private int subscribeCalls;

    private TestApp(int port, HttpProtocols protocols)
    {
        Port = port;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = protocols);
        });
        builder.Services.AddRoutingCore().AddLogging().AddGrpc();
        builder.Services.AddSingleton(this);
        app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<EchoService>();
        app.MapGet("/dapr/config", () => Results.NotFound());
        app.MapGet("/dapr/subscribe", () =>
        {
            Interlocked.Increment(ref subscribeCalls);
            return Results.Json(Wishes, JsonSerializerOptions.Web);
        });
        app.MapFallback(Handle);
    }

    public int Port { get; }
    public List<TopicWish> Wishes { get; } = [];
    public int SubscribeCalls => subscribeCalls;

    /// <summary>Has this path answer as told; any other answers 200 and nothing.</summary>
    public void On(string path, Func<HttpContext, Received, Task> answer) => answers[path] = answer;

    public void On(string path, int status, string body = "") => On(path, (context, _) =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body);
    });

    /// <summary>Completed by the call that never ends, when it begins and when it sees that nobody waits any more.</summary>
    public Task HasBegun(string call) => Signal("begun " + call).Task;

    public Task WasCancelled(string call) => Signal("cancelled " + call).Task;

    public TaskCompletionSource Signal(string name) => signals.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public IReadOnlyDictionary<string, string> LastGrpcHeaders { get; set; } = new Dictionary<string, string>();

    public static TestApp Create(HttpProtocols protocols = HttpProtocols.Http2, int? port = null) => new(port ?? FreePort.Next(), protocols);

    public async Task<TestApp> Start()
    {
        await app.StartAsync();
        return this;
    }

    public IReadOnlyList<Received> At(string path) => [.. received.Where(request => request.Path == path)];

    public IReadOnlyList<Received> All => [.. received];

    private async Task Handle(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new Received(context.Request.Method, context.Request.Path.Value ?? "", context.Request.QueryString.Value ?? "", headers, body.ToArray());
        received.Enqueue(request);
        if (answers.TryGetValue(request.Path, out var answer))
            await answer(context, request);
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
