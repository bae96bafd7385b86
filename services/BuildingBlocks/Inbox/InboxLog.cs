using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// The statements on the inbox. Applying events shares the topic's lock; moving the head, which deletes what lies behind it, has it alone,
/// so that an event can never slip between the two and be applied again.
/// </summary>
internal static class InboxLog
{
    private const string Share = "SELECT pg_advisory_xact_lock_shared(hashtext('inbox'), hashtext($1))";
    private const string Alone = "SELECT pg_advisory_xact_lock(hashtext('inbox'), hashtext($1))";

    // Whoever has the lock may be building everything anew; who waits gives up when its own caller does.
    private const int AsLongAsItTakes = 0;

    /// <summary>Notes the events that are new, inside the caller's transaction.</summary>
    /// <returns>The sequences nobody has applied before.</returns>
    public static async Task<HashSet<long>> ClaimAsync(ServiceDb db, string topic, IEnumerable<long> sequences, CancellationToken ct)
    {
        await using var batch = Batch(db);
        batch.Timeout = AsLongAsItTakes;
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Share) { Parameters = { new() { Value = topic } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            INSERT INTO inbox (topic, sequence)
            SELECT $1, sequence FROM unnest($2) AS sequence
            WHERE sequence > coalesce((SELECT sequence FROM inbox_head WHERE topic = $1), 0)
            ORDER BY sequence
            ON CONFLICT DO NOTHING
            RETURNING sequence
            """)
        { Parameters = { new() { Value = topic }, new() { Value = sequences.ToArray() } } });

        var claimed = new HashSet<long>();
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
            claimed.Add(reader.GetInt64(0));
        return claimed;
    }

    /// <summary>
    /// Moves the head over events that follow it without a gap, inside the caller's transaction, with no row for each: the way of those who
    /// have many to catch up with.
    /// </summary>
    /// <returns>The sequences nobody has applied before.</returns>
    /// <exception cref="InvalidOperationException">They have gaps, or the head is not where the first of them follows it.</exception>
    public static async Task<HashSet<long>> ClaimNextAsync(ServiceDb db, string topic, IReadOnlyList<long> sequences, CancellationToken ct)
    {
        var (first, last) = (sequences[0], sequences[^1]);
        if (last - first + 1 != sequences.Count)
            throw new InvalidOperationException($"Between {first} and {last} of {topic} events are missing in the log.");

        await LockAsync(db, topic, ct);
        await using var batch = Batch(db);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT coalesce((SELECT sequence FROM inbox_head WHERE topic = $1), 0)") { Parameters = { new() { Value = topic } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("DELETE FROM inbox WHERE topic = $1 AND sequence <= $2 RETURNING sequence")
        { Parameters = { new() { Value = topic }, new() { Value = last } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "INSERT INTO inbox_head (topic, sequence) VALUES ($1, $2) ON CONFLICT (topic) DO UPDATE SET sequence = greatest(inbox_head.sequence, excluded.sequence)")
        { Parameters = { new() { Value = topic }, new() { Value = last } } });

        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var head = reader.GetInt64(0);
        if (head < first - 1)
            throw new InvalidOperationException($"Event {first} of {topic} does not follow {head}.");

        var claimed = new HashSet<long>();
        for (var sequence = Math.Max(first, head + 1); sequence <= last; sequence++)
            claimed.Add(sequence);
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
            claimed.Remove(reader.GetInt64(0));
        return claimed;
    }

    /// <summary>Moves the head over everything that is there without a gap.</summary>
    /// <returns>The head: the next event to have is one more.</returns>
    public static async Task<long> AdvanceAsync(ServiceDb db, string topic, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await LockAsync(db, topic, ct);
        await using var batch = Batch(db);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("INSERT INTO inbox_head (topic, sequence) VALUES ($1, 0) ON CONFLICT DO NOTHING") { Parameters = { new() { Value = topic } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            UPDATE inbox_head AS head SET sequence = greatest(head.sequence, (
                SELECT max(above.sequence)
                FROM (SELECT sequence, row_number() OVER (ORDER BY sequence) AS nth
                      FROM inbox WHERE topic = $1 AND sequence > head.sequence) AS above
                WHERE above.sequence = head.sequence + above.nth))
            WHERE topic = $1
            RETURNING sequence
            """)
        { Parameters = { new() { Value = topic } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "DELETE FROM inbox WHERE topic = $1 AND sequence <= (SELECT sequence FROM inbox_head WHERE topic = $1)")
        { Parameters = { new() { Value = topic } } });

        long head;
        await using (var reader = await batch.ExecuteReaderAsync(ct))
        {
            while (!reader.HasRows)
                await reader.NextResultAsync(ct);
            await reader.ReadAsync(ct);
            head = reader.GetInt64(0);
        }

        await transaction.CommitAsync(ct);
        return head;
    }

    /// <summary>Keeps everyone else from applying events of the topic until the transaction ends.</summary>
    public static Task LockAsync(ServiceDb db, string topic, CancellationToken ct) => WaitForAsync(db, Alone, topic, ct);

    /// <summary>Keeps everyone else from rebuilding the topic or moving its head until the transaction ends.</summary>
    public static Task ShareAsync(ServiceDb db, string topic, CancellationToken ct) => WaitForAsync(db, Share, topic, ct);

    /// <summary>Says that everything up to <paramref name="sequence"/> was applied. The caller has the lock.</summary>
    public static async Task ResetAsync(ServiceDb db, string topic, long sequence, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"DELETE FROM inbox WHERE topic = {topic}", ct);
        await db.Database.ExecuteSqlAsync($"DELETE FROM dead_letter WHERE topic = {topic}", ct);
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO inbox_head (topic, sequence) VALUES ({topic}, {sequence}) ON CONFLICT (topic) DO UPDATE SET sequence = excluded.sequence", ct);
    }

    /// <summary>Sets an event aside for an operator, unless it was applied after all.</summary>
    public static async Task SetAsideAsync(ServiceDb db, Incoming incoming, string error, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if ((await ClaimAsync(db, incoming.Topic, [incoming.Sequence], ct)).Count > 0)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO dead_letter (topic, sequence, event_id, data, occurred_at, first_failed_at, error)
                VALUES ({incoming.Topic}, {incoming.Sequence}, {incoming.EventId}, {incoming.Data}, {incoming.OccurredAt}, now(), {error})
                """, ct);
        }

        await transaction.CommitAsync(ct);
    }

    private static async Task WaitForAsync(ServiceDb db, string @lock, string topic, CancellationToken ct)
    {
        await using var batch = Batch(db);
        batch.Timeout = AsLongAsItTakes;
        batch.BatchCommands.Add(new NpgsqlBatchCommand(@lock) { Parameters = { new() { Value = topic } } });
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlBatch Batch(ServiceDb db) => new(
        (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());
}
