using Npgsql;
using NpgsqlTypes;

namespace PracticeAspire.BuildingBlocks;

/// <summary>"There may be entries that wait for their place in the chain."</summary>
public sealed class AuditSignal : Signal;

/// <summary>The statements on the audit log.</summary>
public sealed class AuditLog(NpgsqlDataSource source, AuditSignal signal)
{
    private const string Columns = "position, seq, occurred_at, actor, action, subject, outcome, origin_address, session_id, on_behalf_of, details, hash";

    /// <summary>
    /// Remembers an act that changes nothing, such as a refusal, in a transaction of its own. When this fails, so must what it tells of.
    /// Acts that change something are saved with the change: <see cref="AuditedActs.Audit"/>.
    /// </summary>
    public async Task WriteAsync(Audited act, CancellationToken ct)
    {
        var entry = act.ToEntry();
        await using var insert = source.CreateCommand(
            """
            INSERT INTO audit.entry (actor, action, subject, outcome, origin_address, session_id, on_behalf_of, details)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """);
        foreach (var text in (ReadOnlySpan<string?>)[entry.Actor, entry.Action, entry.Subject, entry.Outcome, entry.OriginAddress, entry.SessionId, entry.OnBehalfOf])
            insert.Parameters.Add(new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        insert.Parameters.Add(new() { Value = entry.Details, NpgsqlDbType = NpgsqlDbType.Jsonb });
        await insert.ExecuteNonQueryAsync(ct);
        signal.Raise();
    }

    /// <summary>The last checkpoint that was signed, or null.</summary>
    public async Task<Checkpoint?> LastCheckpointAsync(CancellationToken ct)
    {
        await using var command = source.CreateCommand("SELECT size, sealed_at, note, peaks FROM audit.checkpoint ORDER BY size DESC LIMIT 1");
        return (await ReadCheckpointsAsync(command, ct)).SingleOrDefault();
    }

    internal async Task<IReadOnlyList<Checkpoint>> CheckpointsAsync(long after, int most, CancellationToken ct)
    {
        await using var command = source.CreateCommand("SELECT size, sealed_at, note, peaks FROM audit.checkpoint WHERE size > $1 ORDER BY size LIMIT $2");
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = most });
        return await ReadCheckpointsAsync(command, ct);
    }

    internal async Task AddCheckpointAsync(Checkpoint checkpoint, CancellationToken ct)
    {
        await using var insert = source.CreateCommand("INSERT INTO audit.checkpoint (size, sealed_at, note, peaks) VALUES ($1, $2, $3, $4)");
        insert.Parameters.Add(new() { Value = checkpoint.Size });
        insert.Parameters.Add(new() { Value = checkpoint.SealedAt });
        insert.Parameters.Add(new() { Value = checkpoint.Note });
        insert.Parameters.Add(new() { Value = checkpoint.Peaks });
        await insert.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The chain's entries after a sequence, in its order.</summary>
    internal async Task<IReadOnlyList<AuditEntry>> ReadAsync(long after, int most, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"SELECT {Columns} FROM audit.entry WHERE seq > $1 ORDER BY seq LIMIT $2");
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = most });
        return await ReadEntriesAsync(command, ct);
    }

    /// <summary>What is in the chain about some subjects, after one sequence and up to another, in its order.</summary>
    internal async Task<IReadOnlyList<AuditEntry>> ReadAboutAsync(string[] subjects, long after, long upTo, int most, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"SELECT {Columns} FROM audit.entry WHERE subject = ANY ($1) AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4");
        command.Parameters.Add(new() { Value = subjects });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = upTo });
        command.Parameters.Add(new() { Value = most });
        return await ReadEntriesAsync(command, ct);
    }

    /// <summary>The checkpoint that was the first to seal an entry, and the one before it, if there is one.</summary>
    internal async Task<(Checkpoint? Before, Checkpoint First)> CheckpointsAroundAsync(long seq, CancellationToken ct)
    {
        await using var before = source.CreateCommand("SELECT size, sealed_at, note, peaks FROM audit.checkpoint WHERE size < $1 ORDER BY size DESC LIMIT 1");
        before.Parameters.Add(new() { Value = seq });
        return ((await ReadCheckpointsAsync(before, ct)).SingleOrDefault(), (await CheckpointsAsync(seq - 1, 1, ct))[0]);
    }

    /// <summary>
    /// Gives the oldest waiting entries their place, all of them or none. <paramref name="hash"/> says the hash of each, given its sequence; it is
    /// called in order. Takes turns with others who may do the same, and fails when the chain does not end where the caller thinks.
    /// </summary>
    internal async Task<int> LinkAsync(long head, int most, Func<AuditEntry, long, byte[]> hash, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);

        // The lock comes first so that the next statement sees what is committed.
        await using (var turn = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtext('audit-chain'))", connection))
            await turn.ExecuteNonQueryAsync(ct);

        await using var look = new NpgsqlCommand($"SELECT {Columns} FROM audit.entry WHERE seq IS NULL ORDER BY position LIMIT $1", connection)
        {
            Parameters = { new() { Value = most } },
        };
        var waiting = await ReadEntriesAsync(look, ct);
        if (waiting.Count == 0)
            return 0;

        await using var link = new NpgsqlCommand("SELECT audit.seal($1, $2, $3)", connection)
        {
            Parameters =
            {
                new() { Value = head + 1 },
                new() { Value = waiting.Select(e => e.Position).ToArray() },
                new() { Value = waiting.Select((entry, i) => hash(entry, head + 1 + i)).ToArray() },
            },
        };
        await link.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return waiting.Count;
    }

    private static async Task<IReadOnlyList<Checkpoint>> ReadCheckpointsAsync(NpgsqlCommand command, CancellationToken ct)
    {
        var checkpoints = new List<Checkpoint>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            checkpoints.Add(new(reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3)));
        return checkpoints;
    }

    private static async Task<IReadOnlyList<AuditEntry>> ReadEntriesAsync(NpgsqlCommand command, CancellationToken ct)
    {
        var entries = new List<AuditEntry>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            entries.Add(new()
            {
                Position = reader.GetInt64(0),
                Seq = reader.IsDBNull(1) ? null : reader.GetInt64(1),
                OccurredAt = reader.GetFieldValue<DateTimeOffset>(2),
                Actor = reader.GetString(3),
                Action = reader.GetString(4),
                Subject = reader.IsDBNull(5) ? null : reader.GetString(5),
                Outcome = reader.GetString(6),
                OriginAddress = reader.IsDBNull(7) ? null : reader.GetString(7),
                SessionId = reader.IsDBNull(8) ? null : reader.GetString(8),
                OnBehalfOf = reader.IsDBNull(9) ? null : reader.GetString(9),
                Details = reader.GetString(10),
                Hash = reader.IsDBNull(11) ? null : reader.GetFieldValue<byte[]>(11),
            });
        }

        return entries;
    }
}

/// <summary>What the log was when it was signed.</summary>
/// <param name="Size">How many entries it had.</param>
/// <param name="Note">The signed text (C2SP signed-note).</param>
/// <param name="Peaks">What the tree needs to go on from there.</param>
public sealed record Checkpoint(long Size, DateTimeOffset SealedAt, string Note, byte[] Peaks);
