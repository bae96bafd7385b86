using System.Diagnostics;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// Takes committed events to the broker. One replica leads, holding a session lock; the others pass their signals to it by NOTIFY and stand by.
/// Should two ever lead at once, numbering still takes turns and subscribers see each event's second copy as one they have.
/// </summary>
internal sealed class OutboxRelay(
    NpgsqlDataSource source, OutboxLog log, EventPublisher publisher, OutboxSignal signal, ILogger<OutboxRelay> logger) : BackgroundService
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // When several were committed during one round, the next ones are near, and one round for all of them costs hardly more than one for each.
    private static TimeSpan RoundOf(int events) => TimeSpan.FromMilliseconds(events switch { < 2 => 0, < 12 => 10, _ => 25 });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LeadOrStandByAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("The outbox relay lost its database and tries again: {Reason}", failure.Message);
                await Pause(LookAnyway, stoppingToken);
            }
        }
    }

    private async Task LeadOrStandByAsync(CancellationToken ct)
    {
        await using var session = await source.OpenConnectionAsync(ct);
        await using var seize = new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtext('outbox-relay'))", session);
        if (await seize.ExecuteScalarAsync(ct) is not true)
        {
            await StandByAsync(session, ct);
            return;
        }

        await using (var listen = new NpgsqlCommand("LISTEN outbox", session))
            await listen.ExecuteNonQueryAsync(ct);
        session.Notification += (_, _) => signal.Raise();

        // Losing the session is losing the lock, so whichever of the two ends first ends both.
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var listening = ListenAsync(session, leading.Token);
        var relaying = RelayAsync(leading.Token);
        var first = await Task.WhenAny(listening, relaying);
        await leading.CancelAsync();
        await Task.WhenAll(listening, relaying).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await first;
    }

    private async Task StandByAsync(NpgsqlConnection session, CancellationToken ct)
    {
        if (!await signal.WaitAsync(LookAnyway, ct))
            return;

        await using var notify = new NpgsqlCommand("NOTIFY outbox", session);
        await notify.ExecuteNonQueryAsync(ct);
    }

    private static async Task ListenAsync(NpgsqlConnection session, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
            await session.WaitAsync(ct);
    }

    private async Task RelayAsync(CancellationToken ct)
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

    private static Task Pause(TimeSpan time, CancellationToken ct) =>
        Task.Delay(time, ct).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
}
