using System.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// Work that one replica does at a time. It leads, holding a session lock named <paramref name="name"/>; the others pass their signals to it by
/// NOTIFY and stand by.
/// </summary>
internal abstract class Leading(string name, NpgsqlDataSource source, Signal signal, ILogger logger) : BackgroundService
{
    protected static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);

    /// <summary>Works until it is told to stop; a failure gives the lead away.</summary>
    protected abstract Task LeadAsync(CancellationToken ct);

    protected static Task Pause(TimeSpan time, CancellationToken ct) =>
        Task.Delay(time, ct).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

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
                logger.LogWarning("{Work} failed and is tried again: {Reason}", name, failure.Message);
                await Pause(LookAnyway, stoppingToken);
            }
        }
    }

    private async Task LeadOrStandByAsync(CancellationToken ct)
    {
        await using var session = await source.OpenConnectionAsync(ct);
        await using var seize = new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtext($1))", session) { Parameters = { new() { Value = name } } };
        if (await seize.ExecuteScalarAsync(ct) is not true)
        {
            await StandByAsync(session, ct);
            return;
        }

        await using (var listen = new NpgsqlCommand($"LISTEN \"{name}\"", session))
            await listen.ExecuteNonQueryAsync(ct);
        session.Notification += (_, _) => signal.Raise();

        // Losing the session is losing the lock, so whichever of the two ends first ends both.
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var listening = ListenAsync(session, leading.Token);
        var working = LeadAsync(leading.Token);
        var first = await Task.WhenAny(listening, working);
        await leading.CancelAsync();
        await Task.WhenAll(listening, working).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

        // The pool would keep the session, and the session the lock.
        if (session.FullState == ConnectionState.Open)
        {
            await using var yield = new NpgsqlCommand("SELECT pg_advisory_unlock(hashtext($1))", session) { Parameters = { new() { Value = name } } };
            await yield.ExecuteNonQueryAsync(CancellationToken.None);
        }

        await first;
    }

    private async Task StandByAsync(NpgsqlConnection session, CancellationToken ct)
    {
        if (!await signal.WaitAsync(LookAnyway, ct))
            return;

        await using var notify = new NpgsqlCommand($"NOTIFY \"{name}\"", session);
        await notify.ExecuteNonQueryAsync(ct);
    }

    private static async Task ListenAsync(NpgsqlConnection session, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
            await session.WaitAsync(ct);
    }
}
