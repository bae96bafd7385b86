using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// Deliveries of one topic waiting to be applied. Whatever has piled up while the last transaction ran goes into the next one, so a quiet
/// topic is quick and a busy one is cheap; on a busy one a batch also waits a moment for more, because the next event is near.
/// </summary>
internal sealed class Deliveries(Subscription subscription, ILogger log)
{
    private const int Most = 500;
    private const int Busy = 20;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(5);
    private readonly Channel<Waiting> queue = Channel.CreateBounded<Waiting>(10_000);

    /// <summary>Highest sequence the broker has brought; a hint that earlier ones exist.</summary>
    public long HighestSeen { get; private set; }

    /// <summary>Everything up to this sequence was applied or set aside before, so its delivery needs no look into the database.</summary>
    public long Head { get; set; }

    /// <summary>Completes when the event was applied (now or before); fails when it could not be.</summary>
    public async Task DeliverAsync(Incoming incoming, CancellationToken ct)
    {
        if (incoming.Sequence <= Head)
            return;

        var waiting = new Waiting(incoming, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await queue.Writer.WriteAsync(waiting, ct);
        await waiting.Applied.Task;
    }

    public async Task RunAsync(CancellationToken ct)
    {
        var batch = new List<Waiting>(Most);
        while (await queue.Reader.WaitToReadAsync(ct))
        {
            if (batch.Count >= Busy)
                await Task.Delay(Moment, ct);
            batch.Clear();
            while (batch.Count < Most && queue.Reader.TryRead(out var next))
                batch.Add(next);

            HighestSeen = Math.Max(HighestSeen, batch.Max(w => w.Incoming.Sequence));
            if (!await TryApplyAsync(batch, ct))
            {
                foreach (var single in batch)
                    await TryApplyAsync([single], ct);
            }
        }
    }

    private async Task<bool> TryApplyAsync(List<Waiting> batch, CancellationToken ct)
    {
        try
        {
            await subscription.ApplyAsync([.. batch.Select(w => w.Incoming)], ct);
            batch.ForEach(w => w.Applied.TrySetResult());
            return true;
        }
        catch (Exception failure)
        {
            if (batch.Count == 1 || ct.IsCancellationRequested)
            {
                log.LogError(failure, "Event {Sequence} of {Topic} could not be applied", batch[0].Incoming.Sequence, subscription.Topic);
                batch.ForEach(w => w.Applied.TrySetException(failure));
            }

            return false;
        }
    }

    private sealed record Waiting(Incoming Incoming, TaskCompletionSource Applied);
}
