using System.Diagnostics;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// Takes committed events to the broker. Should two replicas ever lead at once, numbering still takes turns and subscribers see each event's
/// second copy as one they have.
/// </summary>
internal sealed class OutboxRelay(
    NpgsqlDataSource source, OutboxLog log, EventPublisher publisher, OutboxSignal signal, ILogger<OutboxRelay> logger)
    : Leading("outbox-relay", source, signal, logger)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // When several were committed during one round, the next ones are near, and one round for all of them costs hardly more than one for each.
    private static TimeSpan RoundOf(int events) => TimeSpan.FromMilliseconds(events switch { < 2 => 0, < 12 => 10, _ => 25 });

    protected override async Task LeadAsync(CancellationToken ct)
    {
        var pause = TimeSpan.Zero;
        var taken = new Dictionary<string, long>();
        while (!ct.IsCancellationRequested)
        {
            var begun = Stopwatch.GetTimestamp();
            var events = await log.NumberAndTakeAsync(taken, ct);
            taken.Clear();
            var published = await TryPublishAsync(events, taken, sayWhy: pause == TimeSpan.Zero, ct);
            if (!published)
            {
                pause = pause == TimeSpan.Zero ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
                await Pause(pause, ct);
                continue;
            }

            if (pause > TimeSpan.Zero)
                logger.LogInformation("Events are published again");
            pause = TimeSpan.Zero;
            if (events.Count == 0)
                await signal.WaitAsync(LookAnyway, ct);
            else if (RoundOf(events.Count) - Stopwatch.GetElapsedTime(begun) is { Ticks: > 0 } rest)
                await Task.Delay(rest, ct);
        }
    }

    private async Task<bool> TryPublishAsync(IReadOnlyList<LoggedEntry> events, Dictionary<string, long> takenUpTo, bool sayWhy, CancellationToken ct)
    {
        try
        {
            var all = true;
            foreach (var topic in events.GroupBy(e => e.Topic))
            {
                var batch = topic.ToList();
                var taken = await publisher.PublishAsync(topic.Key, batch, ct);
                takenUpTo[topic.Key] = taken;
                all &= taken == batch[^1].Sequence;
            }

            return all;
        }
        catch (RpcException failure) when (!ct.IsCancellationRequested)
        {
            if (sayWhy)
                logger.LogWarning("Events wait in the outbox, the sidecar does not take them: {Status}", failure.StatusCode);
            return false;
        }
    }
}
