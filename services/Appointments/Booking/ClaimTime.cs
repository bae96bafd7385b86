using NodaTime;
using Npgsql;
using NpgsqlTypes;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Appointments.Booking;

/// <summary>
/// Writes an appointment with its claims, its history and its event in one round trip and one transaction, if everything it needs is free.
/// The locks make the losers of a race see the winner instead of colliding with it; the exclusion constraint is the wall behind them, which
/// holds even against code that forgets the locks.
/// </summary>
internal sealed class ClaimTime(NpgsqlDataSource source, OutboxSignal outbox)
{
    private const string Lock = "SELECT pg_advisory_xact_lock(key) FROM unnest($1) AS key";

    // Its own statement, so that it sees what was committed while the locks were waited for.
    private const string Write = """
        WITH room AS (
            SELECT id FROM room
            WHERE $1 AND location_id = $2 AND NOT EXISTS (
                SELECT FROM resource_claim WHERE resource = room.id AND during && $3 AND (held_until IS NULL OR held_until > $4))
            ORDER BY name LIMIT 1),
        written AS (
            INSERT INTO appointment (id, version, status, patient_id, practitioner_id, location_id, room_id, visit_type_id, start, "end", hold_expires_at, cancelled_late)
            SELECT $5, 1, $6, $7, $8, $2, (SELECT id FROM room), $9, $10, $11, $12, false
            WHERE (SELECT version FROM schedule_version) = $13
              AND (NOT $1 OR EXISTS (SELECT FROM room))
              AND NOT EXISTS (SELECT FROM resource_claim WHERE resource = $8 AND during && $3 AND (held_until IS NULL OR held_until > $4))
              AND NOT EXISTS (
                  SELECT FROM unnest($21) AS record JOIN resource_claim ON resource = record
                  WHERE during && tstzrange($10, $11) AND (held_until IS NULL OR held_until > $4))
            ON CONFLICT (id) DO NOTHING
            RETURNING room_id),
        claimed AS (
            INSERT INTO resource_claim (appointment_id, resource, during, held_until)
            SELECT $5, $8, $3, $12 FROM written
            UNION ALL SELECT $5, $7, tstzrange($10, $11), $12 FROM written
            UNION ALL SELECT $5, room_id, $3, $12 FROM written WHERE room_id IS NOT NULL),
        noted AS (
            INSERT INTO appointment_change (appointment_id, what, at, by, start, "end", practitioner_id)
            SELECT $5, $14, $4, $15, $10, $11, $8 FROM written),
        announced AS (
            INSERT INTO outbox (event_id, topic, data, trace_parent, occurred_at)
            SELECT $16, $17, $18, $19, $20 FROM written WHERE $17 <> '')
        SELECT room_id FROM written
        """;

    /// <param name="announcement">Null for a hold, which concerns nobody else.</param>
    /// <returns>The appointment, or null when it could not be had; <see cref="WhyNot"/> finds out why.</returns>
    public async Task<Appointment?> TryAsync(Wish wish, long scheduleVersion, OutboxEntry? announcement, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var batch = Batch(connection, wish, scheduleVersion, announcement);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;

        var room = await reader.IsDBNullAsync(0, ct) ? (Guid?)null : reader.GetGuid(0);
        await reader.DisposeAsync();
        if (announcement is not null)
            outbox.Raise();
        return Appointment.Written(wish, room);
    }

    private static NpgsqlBatch Batch(NpgsqlConnection connection, Wish wish, long scheduleVersion, OutboxEntry? announcement) => new(connection)
    {
        BatchCommands =
        {
            new NpgsqlBatchCommand(Lock) { Parameters = { new() { Value = wish.Locks() } } },
            new NpgsqlBatchCommand(Write)
            {
                Parameters =
                {
                    new() { Value = wish.VisitType.NeedsRoom },
                    new() { Value = wish.Location.Id },
                    new() { Value = wish.Claim },
                    new() { Value = wish.Now },
                    new() { Value = wish.Id },
                    new() { Value = (short)(wish.HoldUntil is null ? Status.Booked : Status.Held) },
                    new() { Value = wish.PatientRecord },
                    new() { Value = wish.PractitionerId },
                    new() { Value = wish.VisitType.Id },
                    new() { Value = wish.Visit.Start },
                    new() { Value = wish.Visit.End },
                    new() { Value = (object?)wish.HoldUntil ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                    new() { Value = scheduleVersion },
                    new() { Value = wish.HoldUntil is null ? "booked" : "held" },
                    new() { Value = wish.By },
                    new() { Value = announcement?.EventId ?? Guid.Empty },
                    new() { Value = announcement?.Topic ?? "" },
                    new() { Value = announcement?.Data ?? "" },
                    new() { Value = (object?)announcement?.TraceParent ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                    new() { Value = announcement?.OccurredAt ?? DateTimeOffset.UnixEpoch },
                    new() { Value = wish.PatientRecords },
                },
            },
        },
    };
}
