using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.Channels;
using PracticeAspire.Sidecar.App;
using PracticeAspire.Sidecar.PubSub.Redis;
using PracticeAspire.Sidecar.Resiliency;
using PracticeAspire.Sidecar.Resources;
using PracticeAspire.Sidecar.Tracing;

namespace PracticeAspire.Sidecar.PubSub;

/// <summary>
/// Brings messages of one subscription to the app many at a time, as daprd does for brokers that know no bulk: whatever comes within
/// the window goes in one request, and the next request waits for its answer, retries included. Only what the app has not taken is
/// tried again.
/// </summary>
internal sealed class BulkDelivery
{
    private readonly Subscription subscription;
    private readonly BulkWindow window;
    private readonly AppChannel app;
    private readonly AppHealth health;
    private readonly Policy policy;
    private readonly HopTracing tracing;
    private readonly ILogger log;
    private readonly Routes routes;
    private readonly DeadLetters deadLetters;
    private readonly Channel<Entry> queue;

    private sealed record Entry(string Id, string Path, RedisMessage Message, EventEnvelope Envelope)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public BulkDelivery(
        Subscription subscription, BulkWindow window, AppChannel app, AppHealth health, Publisher publisher, Policies policies, HopTracing tracing, ILogger log)
    {
        (this.subscription, this.window, this.app, this.health, this.tracing, this.log) = (subscription, window, app, health, tracing, log);
        policy = policies.Inbound(subscription.PubSub) ?? Policy.None;
        routes = Routes.From(subscription);
        deadLetters = new DeadLetters(subscription, publisher);
        queue = Channel.CreateBounded<Entry>(window.MaxMessages);
        _ = Task.Run(Work);
    }

    /// <summary>Ends when the batch that the message became part of has ended.</summary>
    public async Task Handle(RedisMessage message, CancellationToken cancellation)
    {
        try
        {
            var envelope = subscription.RawPayload ? default : EventEnvelope.Read(message.Data);
            if (envelope.IsExpired || routes.PathFor(message.Data) is not { } path)
            {
                await deadLetters.Add(message);
                return;
            }
            var entry = new Entry(Guid.NewGuid().ToString(), path, message, envelope);
            await queue.Writer.WriteAsync(entry, cancellation);
            await entry.Done.Task;
        }
        catch (Exception e) when (e is CallFailed or JsonException && deadLetters.Exist)
        {
            log.LogWarning("message {Id} of {Topic} goes to {DeadLetters}: {Problem}", message.Id, subscription.Topic, subscription.DeadLetterTopic, e.Message);
            await deadLetters.Add(message);
        }
    }

    private async Task Work()
    {
        while (await queue.Reader.WaitToReadAsync())
        {
            foreach (var batch in (await Collect()).GroupBy(entry => entry.Path))
                await Deliver(batch.Key, [.. batch]);
        }
    }

    private async Task<List<Entry>> Collect()
    {
        var batch = new List<Entry>();
        using var limit = new CancellationTokenSource(window.MaxAwait);
        while (batch.Count < window.MaxMessages)
        {
            if (queue.Reader.TryRead(out var entry))
                batch.Add(entry);
            else if (limit.IsCancellationRequested)
                break;
            else
                await ((Task)queue.Reader.WaitToReadAsync(limit.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return batch;
    }

    private async Task Deliver(string path, List<Entry> entries)
    {
        var open = entries;
        try
        {
            await policy.Run(async _ =>
            {
                open = await Attempt(path, open);
                return open.Count == 0 ? true : throw new CallFailed(FailureKind.Connection, "the app has not taken it");
            }, CancellationToken.None);
        }
        catch (Exception e)
        {
            open.ForEach(entry => entry.Done.TrySetException(e));
        }
    }

    /// <returns>Those that the app has not taken.</returns>
    private async Task<List<Entry>> Attempt(string path, List<Entry> entries)
    {
        if (!health.IsHealthy)
            throw new CallFailed(FailureKind.Connection, "app is not in a healthy state");
        var spans = entries.Select(e => tracing.Start("pubsub/" + subscription.Topic, ActivityKind.Consumer, e.Envelope.TraceParent, e.Envelope.TraceState)).ToList();
        using var request = NewRequest(path, entries, spans.FindLast(span => span is not null)?.Id);
        try
        {
            using var response = await app.Client.SendAsync(request, CancellationToken.None);
            return await Judge(response, entries);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            spans.ForEach(span => span?.SetStatus(ActivityStatusCode.Error));
            throw new CallFailed(FailureKind.Connection, e.Message, inner: e);
        }
        finally
        {
            spans.ForEach(span => span?.Dispose());
        }
    }

    private async Task<List<Entry>> Judge(HttpResponseMessage response, List<Entry> entries)
    {
        var code = (int)response.StatusCode;
        if (code == 404)
        {
            log.LogError("the app has no {Topic}: {Count} messages are dropped", subscription.Topic, entries.Count);
            entries.ForEach(entry => entry.Done.TrySetResult());
            return [];
        }
        if (code is < 200 or > 299)
            throw new CallFailed(FailureKind.Http, $"the app answered with status code {code}", code);

        var statuses = BulkEnvelope.Statuses(await response.Content.ReadAsByteArrayAsync())
            ?? throw new CallFailed(FailureKind.Connection, "the app's answer says nothing of the messages");
        var open = new List<Entry>();
        foreach (var entry in entries)
        {
            switch (statuses.GetValueOrDefault(entry.Id))
            {
                case "SUCCESS":
                    entry.Done.TrySetResult();
                    break;
                case "DROP":
                    log.LogWarning("the app dropped message {Id} of {Topic}", entry.Message.Id, subscription.Topic);
                    await Bury(entry);
                    break;
                default:
                    open.Add(entry);
                    break;
            }
        }
        return open;
    }

    // That the dead letters cannot be written now is this entry's failure, not the others'.
    private async Task Bury(Entry entry)
    {
        try
        {
            await deadLetters.Add(entry.Message);
            entry.Done.TrySetResult();
        }
        catch (Exception e) when (e is StackExchange.Redis.RedisException or TimeoutException)
        {
            entry.Done.TrySetException(e);
        }
    }

    private HttpRequestMessage NewRequest(string path, List<Entry> entries, string? traceParent)
    {
        var request = app.NewRequest(HttpMethod.Post, path);
        var body = BulkEnvelope.Write(subscription, entries.Select(entry => (entry.Id, entry.Message)));
        request.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Headers.TryAddWithoutValidation("pubsubName", subscription.PubSub);
        request.Headers.TryAddWithoutValidation("User-Agent", app.HttpVersion.Major == 2 ? "Go-http-client/2.0" : "Go-http-client/1.1");
        if (traceParent is not null)
            request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        return request;
    }
}
