using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// Brings the database to this build's schema before the process listens. Replicas that start together take turns under an advisory lock.
/// A database that is not there yet is waited for, up to a minute.
/// </summary>
internal sealed class MigrateDatabase<TDb>(IServiceScopeFactory scopes, NpgsqlDataSource source, ILogger<MigrateDatabase<TDb>> log)
    : IHostedLifecycleService
    where TDb : ServiceDb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var turn = await ConnectAsync(cancellationToken);
        await using (var wait = new NpgsqlCommand("SELECT pg_advisory_lock(hashtext('migrations'))", turn) { CommandTimeout = 0 })
            await wait.ExecuteNonQueryAsync(cancellationToken);

        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<TDb>().Database.MigrateAsync(cancellationToken);

        await using var done = new NpgsqlCommand("SELECT pg_advisory_unlock(hashtext('migrations'))", turn);
        await done.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken ct)
    {
        var giveUp = DateTimeOffset.UtcNow + Patience;
        while (true)
        {
            try
            {
                return await source.OpenConnectionAsync(ct);
            }
            catch (NpgsqlException failure) when (DateTimeOffset.UtcNow < giveUp && IsNotThereYet(failure))
            {
                log.LogInformation("Waiting for the database: {Reason}", failure.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(500), ct);
            }
        }
    }

    private static bool IsNotThereYet(NpgsqlException failure) => failure.InnerException is SocketException || failure.IsTransient;
}
