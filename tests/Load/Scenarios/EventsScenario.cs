using System.Diagnostics;
using Npgsql;
using PracticeAspire.Reporting.Contracts;

namespace PracticeAspire.Load.Scenarios;

/// <summary>From a booking's commit to the report's row, at a constant rate; then how fast a report that was away catches up, and is rebuilt.</summary>
internal static class EventsScenario
{
    public static async Task RunAsync(Ground ground, Table table)
    {
        await using var reporting = NpgsqlDataSource.Create(ground.Practice.EnvironmentOf("reporting", "ConnectionStrings__reporting"));
        // Long enough for the working days of 200 new doctors, which are events too, to be through.
        await Clients.RateAsync(100, TimeSpan.FromSeconds(25), _ => ground.BookAsync(ground.Wish()));
        foreach (var rate in new[] { 100, 500 })
            table.Add($"commit to report row at {rate}/s: p50 / p99 (aim: 15 / 100)", await LagAsync(ground, reporting, rate));
        await RebuildAsync(ground, reporting, table);
    }

    // Both clocks are this machine's: a row of the report is looked for as soon as the booking is answered, and looked for again until it is there.
    private static async Task<string> LagAsync(Ground ground, NpgsqlDataSource reporting, int rate)
    {
        var lags = new System.Collections.Concurrent.ConcurrentBag<double>();
        var sampled = 0;
        var looking = new System.Collections.Concurrent.ConcurrentBag<Task>();
        await Clients.RateAsync(rate, TimeSpan.FromSeconds(15), async n =>
        {
            var wish = ground.Wish();
            if (!await ground.BookAsync(wish))
                return false;
            if (n % (rate / 20) == 0 && Interlocked.Increment(ref sampled) > 60)
                looking.Add(LookAsync(Guid.Parse(wish.Id), Stopwatch.GetTimestamp()));
            return true;
        });
        await Task.WhenAll(looking);
        return $"{lags.Percentile(0.5):0.0} / {lags.Percentile(0.99):0.0} ms";

        async Task LookAsync(Guid appointment, long committed)
        {
            await using var connection = await reporting.OpenConnectionAsync();
            await using var command = new NpgsqlCommand("SELECT 1 FROM appointment_fact WHERE appointment_id = $1", connection) { Parameters = { new() { Value = appointment } } };
            await command.PrepareAsync();
            while (await command.ExecuteScalarAsync() is null)
            {
                if (Stopwatch.GetElapsedTime(committed) > TimeSpan.FromSeconds(30))
                    throw new TimeoutException($"The report never heard of {appointment}.");
                await Task.Delay(2);
            }

            lags.Add(Stopwatch.GetElapsedTime(committed).TotalMilliseconds);
        }
    }

    private static async Task RebuildAsync(Ground ground, NpgsqlDataSource reporting, Table table)
    {
        const int Many = 300_000;
        // Who only listens along would take the cores from what is measured.
        await ground.Practice.KillAsync("notifications");
        await ground.Practice.KillAsync("reporting");
        await ground.ExecuteAsync(
            """
            INSERT INTO outbox (event_id, topic, data, occurred_at)
            SELECT gen_random_uuid(), 'appointments.booked.v1', replace(model.data, model.data::jsonb ->> 'appointmentId', gen_random_uuid()::text), now()
            FROM (SELECT data FROM outbox WHERE topic = 'appointments.booked.v1' LIMIT 1) AS model CROSS JOIN generate_series(1, $1)
            """, Many);
        await WaitUntilAsync(async () => await CountAsync(ground.Database, "SELECT sum(sequence - published)::bigint + (SELECT count(*) FROM outbox WHERE sequence IS NULL) FROM topic_head") == 0);
        var before = await CountAsync(reporting);
        await ground.Practice.StartAgainAsync("reporting");
        await WaitUntilAsync(async () => await CountAsync(reporting) > before + 1_000);
        var (from, watch) = (await CountAsync(reporting), Stopwatch.StartNew());
        await WaitUntilAsync(async () => await CountAsync(reporting) >= before + Many);
        table.Add("catch-up (aim: 10,000/s)", (before + Many - from) / watch.Elapsed.TotalSeconds, "events/s");

        var limit = await BatchesAsync(reporting);
        table.Add("limit of a rebuild: batches of 500, facts and counters", limit, "events/s");
        var admin = await ground.Practice.TokenOfAsync("admin");
        var reports = new Reports.ReportsClient(ground.Practice.Services.To("reporting", admin));
        watch.Restart();
        var last = new RebuildProgress();
        using var rebuild = reports.Rebuild(new());
        while (await rebuild.ResponseStream.MoveNext(default))
            last = rebuild.ResponseStream.Current;
        var rebuilt = last.EventsDone / watch.Elapsed.TotalSeconds;
        table.Add("rebuild", rebuilt, "events/s");
        table.Add("ratio (aim: 0.5)", $"{rebuilt / limit:0.000}");
    }

    // What a rebuild cannot do without: the facts and the days' counters, straight from memory into tables of the same shape.
    private static async Task<double> BatchesAsync(NpgsqlDataSource reporting)
    {
        await using var tables = reporting.CreateCommand(
            "CREATE TABLE limit_fact (LIKE appointment_fact INCLUDING ALL); CREATE TABLE limit_day (LIKE day_utilisation INCLUDING ALL)");
        await tables.ExecuteNonQueryAsync();

        var practitioners = Enumerable.Range(0, 200).Select(_ => Guid.CreateVersion7()).ToArray();
        var (done, watch) = (0, Stopwatch.StartNew());
        for (; watch.Elapsed < TimeSpan.FromSeconds(8); done += 500)
        {
            await using var write = reporting.CreateCommand(
                """
                WITH kept AS (
                    INSERT INTO limit_fact (appointment_id, version, status, late, patient_id, practitioner_id, location_id, visit_type, starts_at, ends_at, zone, day, minutes)
                    SELECT news.id, 1, status, late, patient_id, news.practitioner, location_id, visit_type, starts_at, ends_at, zone, news.day, minutes
                    FROM unnest($1, $2, $3) AS news (id, practitioner, day) CROSS JOIN (SELECT * FROM appointment_fact LIMIT 1) AS model
                    ON CONFLICT (appointment_id) DO UPDATE SET version = excluded.version
                    RETURNING day, practitioner_id, minutes)
                INSERT INTO limit_day AS known (day, practitioner_id, booked_minutes, working_minutes, appointments, cancelled, no_shows)
                SELECT day, practitioner_id, sum(minutes), 0, count(*), 0, 0 FROM kept GROUP BY day, practitioner_id
                ON CONFLICT (day, practitioner_id) DO UPDATE SET
                    booked_minutes = known.booked_minutes + excluded.booked_minutes, appointments = known.appointments + excluded.appointments
                """);
            write.Parameters.Add(new() { Value = Enumerable.Range(0, 500).Select(_ => Guid.CreateVersion7()).ToArray() });
            write.Parameters.Add(new() { Value = Enumerable.Range(0, 500).Select(n => practitioners[n % practitioners.Length]).ToArray() });
            write.Parameters.Add(new() { Value = Enumerable.Range(0, 500).Select(n => new DateOnly(2026, 1, 1).AddDays((done + n) % 60)).ToArray() });
            await write.ExecuteNonQueryAsync();
        }

        return done / watch.Elapsed.TotalSeconds;
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string count = "SELECT count(*) FROM appointment_fact")
    {
        await using var command = database.CreateCommand(count);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task WaitUntilAsync(Func<Task<bool>> holds)
    {
        var started = Stopwatch.StartNew();
        while (!await holds())
        {
            if (started.Elapsed > TimeSpan.FromMinutes(5))
                throw new TimeoutException("It did not come to pass within five minutes.");
            await Task.Delay(100);
        }
    }
}
