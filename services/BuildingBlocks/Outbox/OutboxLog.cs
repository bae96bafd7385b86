using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace PracticeAspire.BuildingBlocks;

/// <summary>An event as the log holds it.</summary>
/// <param name="Sequence">Gap-free per topic, from 1.</param>
internal sealed record LoggedEntry(Guid EventId, string Topic, long Sequence, string Data, string? TraceParent, DateTimeOffset OccurredAt);

/// <summary>The statements on the outbox.</summary>
internal sealed class OutboxLog(NpgsqlDataSource source)
{
    /// <summary>How many events go through the relay at a time: beyond 500 little is won and what waits behind grows older.</summary>
    public const int Batch = 500;

    // Two relays must never number at once, or a topic would have a gap. The lock comes first so that the next statement sees what is committed.
    private const string OneAtATime = "SELECT pg_advisory_xact_lock(hashtext('outbox-numbering'))";

    private const string Mark = """
        UPDATE topic_head SET published = greatest(topic_head.published, taken.sequence)
        FROM unnest($1, $2) AS taken (topic, sequence) WHERE topic_head.topic = taken.topic
        """;

    private const string Number = """
        WITH waiting AS (
            SELECT position, topic,
                   row_number() OVER (PARTITION BY topic ORDER BY position) AS nth,
                   count(*) OVER (PARTITION BY topic) AS total
            FROM (SELECT position, topic FROM outbox WHERE sequence IS NULL ORDER BY position LIMIT $1) AS oldest),
        heads AS (
            INSERT INTO topic_head AS head (topic, sequence, published)
            SELECT DISTINCT topic, total, 0 FROM waiting
            ON CONFLICT (topic) DO UPDATE SET sequence = head.sequence + excluded.sequence
            RETURNING topic, sequence)
        UPDATE outbox
        SET sequence = heads.sequence - waiting.total + waiting.nth
        FROM waiting JOIN heads USING (topic)
        WHERE outbox.position = waiting.position
        """;

    private const string Unpublished = """
        SELECT e.event_id, e.topic, e.sequence, e.data, e.trace_parent, e.occurred_at
        FROM topic_head AS head CROSS JOIN LATERAL (
            SELECT * FROM outbox
            WHERE topic = head.topic AND sequence > head.published
            ORDER BY sequence LIMIT $1) AS e
        WHERE head.published < head.sequence
        ORDER BY e.topic, e.sequence
        """;

    /// <summary>
    /// Notes how far the broker has taken each topic, numbers what was committed since the last time, and returns what the broker has not got
    /// yet, by topic and sequence: one round trip.
    /// </summary>
    public async Task<IReadOnlyList<LoggedEntry>> NumberAndTakeAsync(IReadOnlyDictionary<string, long> published, CancellationToken ct)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(OneAtATime));
        if (published.Count > 0)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Mark) { Parameters = { new() { Value = published.Keys.ToArray() }, new() { Value = published.Values.ToArray() } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Number) { Parameters = { new() { Value = Batch } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Unpublished) { Parameters = { new() { Value = Batch } } });
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        return await ReadAsync(reader, ct);
    }

    /// <summary>The next events of a topic after a sequence, at most <see cref="Batch"/>.</summary>
    public async Task<IReadOnlyList<LoggedEntry>> ReadAsync(string topic, long after, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            """
            SELECT event_id, topic, sequence, data, trace_parent, occurred_at
            FROM outbox WHERE topic = $1 AND sequence > $2 ORDER BY sequence LIMIT $3
            """);
        command.Parameters.Add(new() { Value = topic });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = Batch });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await ReadAsync(reader, ct);
    }

    public async Task<long> HeadAsync(string topic, CancellationToken ct)
    {
        await using var command = source.CreateCommand("SELECT sequence FROM topic_head WHERE topic = $1");
        command.Parameters.Add(new() { Value = topic });
        return await command.ExecuteScalarAsync(ct) is long head ? head : 0;
    }

    /// <summary>For statements that announce without EF: adds the row's values as parameters, in the order of <see cref="Columns"/>.</summary>
    internal const string Columns = "event_id, topic, data, trace_parent, occurred_at";

    internal static void AddParameters(NpgsqlParameterCollection parameters, OutboxEntry entry)
    {
        parameters.Add(new() { Value = entry.EventId });
        parameters.Add(new() { Value = entry.Topic });
        parameters.Add(new() { Value = entry.Data });
        parameters.Add(new() { Value = (object?)entry.TraceParent ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        parameters.Add(new() { Value = entry.OccurredAt });
    }

    private static async Task<IReadOnlyList<LoggedEntry>> ReadAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var entries = new List<LoggedEntry>();
        while (await reader.ReadAsync(ct))
        {
            entries.Add(new(
                reader.GetGuid(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3),
                await reader.IsDBNullAsync(4, ct) ? null : reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return entries;
    }
}
