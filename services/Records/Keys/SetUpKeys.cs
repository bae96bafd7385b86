using Npgsql;
using PracticeAspire.Records.Erasure;

namespace PracticeAspire.Records.Keys;

/// <summary>Brings the keys' database to this build's tables before the process listens, and erases again what came back; replicas take turns.</summary>
internal sealed class SetUpKeys(KeyDatabase database, WrappingKeys wrapping, Tombstones tombstones, ILogger<SetUpKeys> log) : IHostedLifecycleService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        using var script = new StreamReader(typeof(SetUpKeys).Assembly.GetManifestResourceStream("keys.sql")!);
        var tables = await script.ReadToEndAsync(cancellationToken);
        await using var connection = await ConnectAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var make = new NpgsqlCommand($"SELECT pg_advisory_xact_lock(hashtext('keys')); {tables}", connection);
        await make.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (await tombstones.ApplyAsync(cancellationToken) is > 0 and var destroyed)
            log.LogWarning("{Count} keys of erased records had come back, with a backup it seems; they were destroyed again", destroyed);
        log.LogInformation("Patients' keys are wrapped with 'records:wrapping-key-{Version}'", wrapping.Current.Version);
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
                return await database.OpenAsync(ct);
            }
            catch (NpgsqlException failure) when (DateTimeOffset.UtcNow < giveUp && (failure.IsTransient || failure.InnerException is System.Net.Sockets.SocketException))
            {
                log.LogInformation("Waiting for the keys' database: {Reason}", failure.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(500), ct);
            }
        }
    }
}
