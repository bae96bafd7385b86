using Npgsql;

namespace PracticeAspire.Load.Scenarios;

/// <summary>
/// 16 clients book random free times through web's and the service's sidecar, signed in, telemetry as configured, against one appointment, its
/// exclusion constraint and an outbox row written straight to PostgreSQL in one round trip.
/// </summary>
internal static class BookingScenario
{
    private const int ClientCount = 16;
    private const int Rounds = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(6);

    private const string Tables = """
        CREATE TABLE IF NOT EXISTS limit_appointment (id uuid PRIMARY KEY, doctor_id int NOT NULL, during tstzrange NOT NULL, status int NOT NULL DEFAULT 1,
            EXCLUDE USING gist (doctor_id WITH =, during WITH &&) WHERE (status < 9));
        CREATE TABLE IF NOT EXISTS limit_outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id uuid NOT NULL, type text NOT NULL, data jsonb NOT NULL);
        """;

    private const string Book = """
        WITH booked AS (
            INSERT INTO limit_appointment (id, doctor_id, during) VALUES ($1, $2, tstzrange($3, $3 + interval '15 minutes'))
            ON CONFLICT DO NOTHING RETURNING id)
        INSERT INTO limit_outbox (event_id, type, data) SELECT $1, 'booked', $4::jsonb FROM booked
        """;

    public static async Task RunAsync(Ground ground, Table table)
    {
        await ground.ExecuteAsync(Tables);
        await Clients.LoopAsync(ClientCount, WarmUp, _ => ground.BookAsync(ground.Wish()));
        await Clients.LoopAsync(ClientCount, Time / 3, n => StraightAsync(ground, n));

        var (limit, system) = (new List<Round>(), new List<Round>());
        for (var round = 0; round < Rounds; round++)
        {
            limit.Add(await Clients.LoopAsync(ClientCount, Time, n => StraightAsync(ground, (round + 1) * 10_000_000 + n)));
            system.Add(await Clients.LoopAsync(ClientCount, Time, _ => ground.BookAsync(ground.Wish())));
        }

        table.AddLimit("limit: one round trip straight to PostgreSQL", [.. limit.Select(r => r.PerSecond)], "/s");
        table.AddLimit("booked through both sidecars", [.. system.Select(r => r.PerSecond)], "/s");
        table.Add("ratio (aim: 0.22)", $"{system.Select(r => r.PerSecond).Median() / limit.Select(r => r.PerSecond).Median():0.000}");
        table.Add("p50 / p99 of those", $"{system.Select(r => r.P50).Median():0.0} / {system.Select(r => r.P99).Median():0.0} ms");
        table.Add("refused because the patient was busy", $"{system.Sum(r => r.Failed)}");

        await ground.QuietAsync();
        var calm = await Clients.RateAsync(50, TimeSpan.FromSeconds(20), _ => ground.BookAsync(ground.Wish()));
        table.Add("p50 / p99 at 50 bookings/s (aim: 5 / 15)", $"{calm.P50:0.0} / {calm.P99:0.0} ms");
    }

    private static async Task<bool> StraightAsync(Ground ground, int n)
    {
        await using var command = ground.Database.CreateCommand(Book);
        command.Parameters.Add(new() { Value = Guid.CreateVersion7() });
        command.Parameters.Add(new() { Value = n % Ground.Doctors });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = DateTime.UnixEpoch.AddMinutes(15L * (n / Ground.Doctors)) });
        command.Parameters.Add(new() { Value = """{"appointmentId":"0197a3c2-7d0e-7c1a-9f53-2b8f6d0c4e11","version":1,"start":"2026-03-04T14:00:00+00:00","zone":"America/New_York"}""" });
        return await command.ExecuteNonQueryAsync() == 1;
    }
}
