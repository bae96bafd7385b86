using NodaTime;
using Npgsql;
using PracticeAspire.Reporting.Reports;

namespace PracticeAspire.Reporting.Appointments;

/// <summary>
/// Keeps an appointment's newest state, and with it the counters of the days it leaves and comes to: one statement for a whole batch.
/// What is older than what is known changes nothing, so any order and any repetition ends in the same figures.
/// </summary>
internal sealed class AppointmentFigures(ReportingDb db)
{
    // Statements in WITH see the tables as they were before, so "before" is the old state of what "kept" writes.
    private const string Keep =
        $"""
        WITH news AS (
            SELECT DISTINCT ON (appointment_id) *
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS e (
                appointment_id, version, status, late, patient_id, practitioner_id, location_id, visit_type, starts_at, ends_at, zone, day, minutes)
            ORDER BY appointment_id, version DESC),
        before AS (
            SELECT fact.* FROM appointment_fact AS fact JOIN news USING (appointment_id) WHERE news.version > fact.version),
        kept AS (
            INSERT INTO appointment_fact (
                appointment_id, version, status, late, patient_id, practitioner_id, location_id, visit_type, starts_at, ends_at, zone, day, minutes)
            SELECT * FROM news
            ON CONFLICT (appointment_id) DO UPDATE SET
                version = excluded.version, status = excluded.status, late = excluded.late, patient_id = excluded.patient_id,
                practitioner_id = excluded.practitioner_id, location_id = excluded.location_id, visit_type = excluded.visit_type,
                starts_at = excluded.starts_at, ends_at = excluded.ends_at, zone = excluded.zone, day = excluded.day, minutes = excluded.minutes
            WHERE appointment_fact.version < excluded.version
            RETURNING *),
        change AS (
            SELECT day, practitioner_id, status, minutes, 1 AS by FROM kept
            UNION ALL
            SELECT day, practitioner_id, status, minutes, -1 FROM before)
        INSERT INTO day_utilisation AS known (day, practitioner_id, booked_minutes, working_minutes, appointments, cancelled, no_shows)
        SELECT day, practitioner_id,
            coalesce(sum(by * minutes) FILTER (WHERE status <> 'cancelled'), 0), 0,
            coalesce(sum(by) FILTER (WHERE status <> 'cancelled'), 0),
            coalesce(sum(by) FILTER (WHERE status = 'cancelled'), 0),
            coalesce(sum(by) FILTER (WHERE status = 'no-show'), 0)
        FROM change
        GROUP BY day, practitioner_id
        ON CONFLICT (day, practitioner_id) DO UPDATE SET
            booked_minutes = known.booked_minutes + excluded.booked_minutes,
            appointments = known.appointments + excluded.appointments,
            cancelled = known.cancelled + excluded.cancelled,
            no_shows = known.no_shows + excluded.no_shows
        {DayUtilisation.Touched}
        """;

    public async Task KeepAsync(IReadOnlyList<AppointmentFact> facts, CancellationToken ct)
    {
        var keep = new NpgsqlBatchCommand(Keep);
        Add(f => f.AppointmentId);
        Add(f => f.Version);
        Add(f => f.Status);
        Add(f => f.Late);
        Add(f => f.PatientId);
        Add(f => f.PractitionerId);
        Add(f => f.LocationId);
        Add(f => f.VisitType);
        Add(f => f.StartsAt);
        Add(f => f.EndsAt);
        Add(f => f.Zone);
        Add(f => f.Day);
        Add(f => f.Minutes);

        await db.MoveFiguresAsync(keep, ct);

        void Add<T>(Func<AppointmentFact, T> column) => keep.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. facts.Select(column)] });
    }
}
