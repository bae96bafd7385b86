using System.Security.Cryptography;
using Npgsql;

namespace PracticeAspire.Records.Keys;

/// <summary>
/// Wraps anew, with the newest wrapping key, what an older one wrapped: in small steps beside everything else, by any number of replicas, and from where
/// it was when it is interrupted. When none is left it says that the older key can go.
/// </summary>
internal sealed class RewrapKeys(KeyDatabase database, WrappingKeys wrapping, ILogger<RewrapKeys> log) : BackgroundService
{
    private const int Step = 500;
    private readonly HashSet<Guid> damaged = [];
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var done = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var step = await RewrapSomeAsync(stoppingToken);
                done += step;
                if (step > 0)
                    continue;
                if (done > 0)
                    log.LogInformation("{Count} patients' keys were wrapped anew; nothing needs a wrapping key before 'records:wrapping-key-{Version}'", done, wrapping.Current.Version);
                done = 0;
            }
            catch (NpgsqlException failure) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(failure, "Patients' keys could not be wrapped anew; it is tried again");
            }

            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>How many were wrapped anew.</returns>
    internal async Task<int> RewrapSomeAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var old = new List<(Guid Id, int With, byte[] Wrapped)>();
        await using (var look = new NpgsqlCommand(
            $"SELECT key_id, wrapping_key, wrapped FROM patient_key WHERE wrapping_key < $1 AND wrapped IS NOT NULL AND key_id <> ALL ($2) LIMIT {Step} FOR UPDATE SKIP LOCKED", connection))
        {
            look.Parameters.Add(new() { Value = wrapping.Current.Version });
            look.Parameters.Add(new() { Value = damaged.ToArray() });
            await using var reader = await look.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                old.Add((reader.GetGuid(0), reader.GetInt32(1), reader.GetFieldValue<byte[]>(2)));
        }

        if (old.Count == 0)
            return 0;

        var anew = old.Select(o => (o.Id, Wrapped: Rewrap(o.Id, o.With, o.Wrapped))).Where(o => o.Wrapped is not null).ToList();
        await using var update = new NpgsqlCommand(
            "UPDATE patient_key k SET wrapped = n.wrapped, wrapping_key = $3 FROM unnest($1, $2) AS n (key_id, wrapped) WHERE k.key_id = n.key_id", connection);
        update.Parameters.Add(new() { Value = anew.Select(o => o.Id).ToArray() });
        update.Parameters.Add(new() { Value = anew.Select(o => o.Wrapped!).ToArray() });
        update.Parameters.Add(new() { Value = wrapping.Current.Version });
        await update.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return old.Count;
    }

    // One that cannot be opened keeps no other from being wrapped anew; it is tried again after the next start.
    private byte[]? Rewrap(Guid id, int with, byte[] wrapped)
    {
        try
        {
            if (wrapping.Find(with) is { } old)
                return wrapping.Current.Rewrap(old, wrapped);
            log.LogCritical("The key {Key} needs the secret 'records:wrapping-key-{Version}', which is not there", id, with);
        }
        catch (CryptographicException)
        {
            log.LogCritical("The key {Key} cannot be unwrapped with 'records:wrapping-key-{Version}'", id, with);
        }

        damaged.Add(id);
        return null;
    }
}
