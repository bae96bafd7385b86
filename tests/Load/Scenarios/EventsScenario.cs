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

        var admin = await ground.Practice.TokenOfAsync("admin");
        var reports = new Reports.ReportsClient(ground.Practice.Services.To("reporting", admin));
        watch.Restart();
        var last = new RebuildProgress();
        using var rebuild = reports.Rebuild(new());
        while (await rebuild.ResponseStream.MoveNext(default))
            last = rebuild.ResponseStream.Current;
        table.Add("rebuild", last.EventsDone / watch.Elapsed.TotalSeconds, "events/s");
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
