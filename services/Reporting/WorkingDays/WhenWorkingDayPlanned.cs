using NodaTime;
using Npgsql;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Reporting.Reports;

namespace PracticeAspire.Reporting.WorkingDays;

/// <summary>A practitioner's minutes of a day are the sum over the locations they work at that day.</summary>
internal sealed class WhenWorkingDayPlanned(ReportingDb db) : ISubscriber<WorkingDayPlanned>
{
    private const string Keep =
        $"""
        WITH news AS (
            SELECT DISTINCT ON (working_day_id) *
            FROM unnest($1, $2, $3, $4, $5, $6) AS e (working_day_id, version, practitioner_id, location_id, day, minutes)
            ORDER BY working_day_id, version DESC),
        before AS (
            SELECT fact.* FROM working_day_fact AS fact JOIN news USING (working_day_id) WHERE news.version > fact.version),
        kept AS (
            INSERT INTO working_day_fact (working_day_id, version, practitioner_id, location_id, day, minutes)
            SELECT * FROM news
            ON CONFLICT (working_day_id) DO UPDATE SET
                version = excluded.version, practitioner_id = excluded.practitioner_id, location_id = excluded.location_id,
                day = excluded.day, minutes = excluded.minutes
            WHERE working_day_fact.version < excluded.version
            RETURNING *),
        change AS (
            SELECT day, practitioner_id, minutes FROM kept
            UNION ALL
            SELECT day, practitioner_id, -minutes FROM before)
        INSERT INTO day_utilisation AS known (day, practitioner_id, booked_minutes, working_minutes, appointments, cancelled, no_shows)
        SELECT day, practitioner_id, 0, sum(minutes), 0, 0, 0
        FROM change
        GROUP BY day, practitioner_id
        ON CONFLICT (day, practitioner_id) DO UPDATE SET working_minutes = known.working_minutes + excluded.working_minutes
        {DayUtilisation.Touched}
        """;

    public async Task Handle(IReadOnlyList<Received<WorkingDayPlanned>> events, CancellationToken ct)
    {
        var keep = new NpgsqlBatchCommand(Keep);
        Add(e => e.WorkingDayId);
        Add(e => e.Version);
        Add(e => e.PractitionerId);
        Add(e => e.LocationId);
        Add(e => LocalDate.FromDateOnly(e.Day));
        Add(e => e.Minutes);

        await db.MoveFiguresAsync(keep, ct);

        void Add<T>(Func<WorkingDayPlanned, T> column) =>
            keep.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. events.Select(e => column(e.Event))] });
    }
}
