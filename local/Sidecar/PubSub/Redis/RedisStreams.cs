using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using PracticeAspire.Sidecar.Resources;
using StackExchange.Redis;

namespace PracticeAspire.Sidecar.PubSub.Redis;

/// <summary>Handles one message; what it throws is what the app answered.</summary>
internal delegate Task MessageHandler(RedisMessage message, CancellationToken cancellation);

/// <summary>
/// <c>pubsub.redis</c>: a stream per topic, a consumer group per app, read from the beginning of history. Ten workers for all
/// topics together, so there is no order. A message whose handler failed is acknowledged: only policies retry, only dead-letter
/// topics keep. What was never answered, by a crash or beyond <c>processingTimeout</c>, comes again.
/// </summary>
internal sealed class RedisStreams : IAsyncDisposable
{
    private readonly RedisAddress address;
    private readonly RedisStreamsSettings settings;
    private readonly ConnectionMultiplexer redis;
    private readonly ILogger log;
    private readonly Channel<Work> queue;
    private readonly Task[] workers;
    private readonly ConcurrentBag<Task> readers = [];
    private readonly CancellationTokenSource stopping = new();

    private sealed record Work(string Topic, RedisMessage Message, MessageHandler Handler, Gate Gate);

    private RedisStreams(RedisAddress address, RedisStreamsSettings settings, ConnectionMultiplexer redis, ILogger log)
    {
        (this.address, this.settings, this.redis, this.log) = (address, settings, redis, log);
        queue = Channel.CreateBounded<Work>(settings.QueueDepth);
        workers = [.. Enumerable.Range(0, settings.Concurrency).Select(_ => Task.Run(WorkOff))];
    }

    public static async Task<RedisStreams> Connect(ComponentProperties properties, string appId, ILogger log)
    {
        properties.AllowOnly([.. RedisAddress.MetadataNames, .. RedisStreamsSettings.MetadataNames, .. TopicScopes.MetadataNames]);
        var address = RedisAddress.From(properties);
        var settings = RedisStreamsSettings.From(properties, appId);
        return new RedisStreams(address, settings, await address.Connect(), log);
    }

    public Task Publish(string topic, byte[] data, IReadOnlyDictionary<string, string> metadata)
    {
        NameValueEntry[] fields = metadata.Count == 0
            ? [new("data", data)]
            : [new("data", data), new("metadata", JsonSerializer.SerializeToUtf8Bytes(metadata))];
        return redis.GetDatabase().StreamAddAsync(topic, fields, maxLength: settings.MaxLenApprox, useApproximateMaxLength: true);
    }

    public async Task Subscribe(string topic, MessageHandler handler, Gate gate)
    {
        await EnsureGroup(topic);
        readers.Add(Task.Run(() => ReadNew(topic, handler, gate)));
        if (settings.ProcessingTimeout > TimeSpan.Zero && settings.RedeliverInterval > TimeSpan.Zero)
            readers.Add(Task.Run(() => Reclaim(topic, handler, gate)));
    }

    private async Task EnsureGroup(string topic)
    {
        try
        {
            await redis.GetDatabase().StreamCreateConsumerGroupAsync(topic, settings.ConsumerId, "0", createStream: true);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // The group is there already, with its place in the stream.
        }
    }

    private async Task ReadNew(string topic, MessageHandler handler, Gate gate)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                using var connection = await RespConnection.Open(address, stopping.Token);
                while (true)
                {
                    await gate.WaitUntilOpen(stopping.Token);
                    if (await connection.Ask(stopping.Token, settings.ReadCommand(topic)) is object?[] streams)
                        await Enqueue(topic, handler, gate, (object?[])((object?[])streams[0]!)[1]!);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError("reading {Topic} from Redis stopped and is tried again: {Problem}", topic, e.Message);
                await Recover(topic, e);
            }
        }
    }

    private async Task Recover(string topic, Exception problem)
    {
        try
        {
            await Task.Delay(200, stopping.Token);
            // Redis came back without its data: the group has to be made anew.
            if (problem is RespError && problem.Message.StartsWith("NOGROUP", StringComparison.Ordinal))
                await EnsureGroup(topic);
        }
        catch (Exception e) when (e is OperationCanceledException or RedisException)
        {
            // The reading loop sees for itself whether to go on.
        }
    }

    private async Task Enqueue(string topic, MessageHandler handler, Gate gate, object?[] entries)
    {
        foreach (var entry in entries)
            await queue.Writer.WriteAsync(new Work(topic, RedisMessage.From(entry), handler, gate), stopping.Token);
    }

    private async Task WorkOff()
    {
        try
        {
            await foreach (var work in queue.Reader.ReadAllAsync(stopping.Token))
                await Process(work);
        }
        catch (OperationCanceledException)
        {
            // Stopped: what is still queued stays pending in Redis.
        }
    }

    private async Task Process(Work work)
    {
        await work.Gate.WaitUntilOpen(stopping.Token);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        if (settings.ProcessingTimeout > TimeSpan.Zero && settings.RedeliverInterval > TimeSpan.Zero)
            limit.CancelAfter(settings.ProcessingTimeout);
        try
        {
            await work.Handler(work.Message, limit.Token);
        }
        catch (Exception e)
        {
            log.LogError("message {Id} of {Topic} failed: {Problem}", work.Message.Id, work.Topic, e.Message);
            if (limit.IsCancellationRequested)
                return;
        }
        await Acknowledge(work.Topic, work.Message.Id);
    }

    private async Task Acknowledge(string topic, string id)
    {
        try
        {
            await redis.GetDatabase().StreamAcknowledgeAsync(topic, settings.ConsumerId, id);
        }
        catch (RedisException e)
        {
            log.LogError("message {Id} of {Topic} could not be acknowledged and will come again: {Problem}", id, topic, e.Message);
        }
    }

    private async Task Reclaim(string topic, MessageHandler handler, Gate gate)
    {
        using var timer = new PeriodicTimer(settings.RedeliverInterval);
        try
        {
            do
                await ReclaimOnce(topic, handler, gate);
            while (await timer.WaitForNextTickAsync(stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task ReclaimOnce(string topic, MessageHandler handler, Gate gate)
    {
        await gate.WaitUntilOpen(stopping.Token);
        var idle = (long)settings.ProcessingTimeout.TotalMilliseconds;
        try
        {
            var database = redis.GetDatabase();
            while (true)
            {
                var pending = await database.StreamPendingMessagesAsync(topic, settings.ConsumerId, settings.QueueDepth, RedisValue.Null);
                RedisValue[] late = [.. pending.Where(p => p.IdleTimeInMilliseconds >= idle).Select(p => p.MessageId)];
                if (late.Length == 0)
                    return;
                var claimed = await database.StreamClaimAsync(topic, settings.ConsumerId, settings.ConsumerId, idle, late);
                foreach (var entry in claimed.Where(entry => !entry.IsNull))
                    await queue.Writer.WriteAsync(new Work(topic, Convert(entry), handler, gate), stopping.Token);
                // What was trimmed from the stream can never be delivered again.
                foreach (var gone in late.Except(claimed.Where(entry => !entry.IsNull).Select(entry => entry.Id)))
                    await Acknowledge(topic, gone!);
            }
        }
        catch (RedisException e)
        {
            log.LogError("pending messages of {Topic} could not be claimed: {Problem}", topic, e.Message);
        }
    }

    private static RedisMessage Convert(StreamEntry entry) => RedisMessage.From(new object?[]
    {
        System.Text.Encoding.UTF8.GetBytes(entry.Id.ToString()),
        entry.Values.SelectMany(value => new object?[] { (byte[]?)value.Name, (byte[]?)value.Value }).ToArray(),
    });

    /// <summary>Stops reading; handlers that run may finish.</summary>
    public async Task Drain(TimeSpan grace)
    {
        await stopping.CancelAsync();
        await Task.WhenAny(Task.WhenAll([.. workers, .. readers]), Task.Delay(grace));
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await redis.DisposeAsync();
        stopping.Dispose();
    }
}
