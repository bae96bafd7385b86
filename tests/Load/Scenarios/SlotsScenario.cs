using NodaTime;
using PracticeAspire.Appointments.Contracts;

namespace PracticeAspire.Load.Scenarios;

/// <summary>Free times among 1,000,000 appointments of 200 doctors, three quarters of every day taken.</summary>
internal static class SlotsScenario
{
    private const int ClientCount = 16;
    private const int Rounds = 3;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(5);

    // 24 of a day's 32 quarters, for 209 days around today: 200 x 24 x 209 is a little more than a million.
    private const string Fill = """
        WITH made AS (
            INSERT INTO appointment (id, version, status, patient_id, practitioner_id, location_id, visit_type_id, start, "end", cancelled_late)
            SELECT gen_random_uuid(), 1, 2, ($4::uuid[])[1 + (random() * 1999)::int], doctor, $2, $3, at, at + interval '15 minutes', false
            FROM unnest($1::uuid[]) AS doctor
            CROSS JOIN generate_series($5::int, $6::int) AS day
            CROSS JOIN LATERAL (
                SELECT (date_trunc('day', now() AT TIME ZONE 'America/New_York') + day * interval '1 day' + interval '8 hours' + quarter * interval '15 minutes')
                    AT TIME ZONE 'America/New_York' AS at
                FROM generate_series(0, 31) AS quarter WHERE quarter % 4 <> (day + 400) % 4) AS times
            RETURNING id, practitioner_id, start, "end")
        INSERT INTO resource_claim (appointment_id, resource, during) SELECT id, practitioner_id, tstzrange(start, "end") FROM made
        """;

    private const string Week = "SELECT resource, lower(during), upper(during) FROM resource_claim WHERE resource = ANY ($1) AND during && $2 AND held_until IS NULL";

    public static async Task RunAsync(Ground ground, Table table)
    {
        // Days far from those that the other scenarios book in.
        for (var day = 130; day < 340; day += 30)
            await ground.ExecuteAsync(Fill, ground.DoctorIds, ground.Location, ground.VisitType, ground.PatientIds, day, day + 29);
        await ground.ExecuteAsync("VACUUM ANALYZE resource_claim");

        using var channel = ground.Straight(out var straight);
        var slots = new Slots.SlotsClient(straight);
        var first = SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(150);
        await Clients.LoopAsync(ClientCount, Time, _ => WeekAsync(ground, slots, first));
        await Clients.LoopAsync(ClientCount, Time, _ => WeekAsync(ground, ground.Slots, first));
        var (limit, system, through) = (new List<Round>(), new List<Round>(), new List<Round>());
        for (var round = 0; round < Rounds; round++)
        {
            limit.Add(await Clients.LoopAsync(ClientCount, Time, _ => StraightAsync(ground, first)));
            system.Add(await Clients.LoopAsync(ClientCount, Time, _ => WeekAsync(ground, slots, first)));
            through.Add(await Clients.LoopAsync(ClientCount, Time, _ => WeekAsync(ground, ground.Slots, first)));
        }

        table.AddLimit("limit: the raw query for a doctor's week", [.. limit.Select(r => r.PerSecond)], "/s");
        var most = limit.Select(r => r.PerSecond).Median();
        table.AddLimit("a doctor's week through gRPC", [.. system.Select(r => r.PerSecond)], "/s");
        table.Add("ratio (aim: 0.5)", $"{system.Select(r => r.PerSecond).Median() / most:0.000}");
        table.Add("p50 / p99 (aim: p99 10)", $"{system.Select(r => r.P50).Median():0.0} / {system.Select(r => r.P99).Median():0.0} ms");
        table.AddLimit("a doctor's week through both sidecars", [.. through.Select(r => r.PerSecond)], "/s");
        table.Add("ratio", $"{through.Select(r => r.PerSecond).Median() / most:0.000}");
        table.Add("p50 / p99", $"{through.Select(r => r.P50).Median():0.0} / {through.Select(r => r.P99).Median():0.0} ms");

        var anyone = await Clients.LoopAsync(4, Time, _ => AnyoneAsync(ground, first));
        table.Add("earliest with anyone, 200 doctors, 90 days: p50 / p99", $"{anyone.P50:0.0} / {anyone.P99:0.0} ms");
    }

    private static async Task<bool> StraightAsync(Ground ground, LocalDate first)
    {
        var from = first.PlusDays(Random.Shared.Next(60)).AtStartOfDayInZone(DateTimeZone.Utc).ToInstant();
        await using var command = ground.Database.CreateCommand(Week);
        command.Parameters.Add(new() { Value = new[] { ground.DoctorIds[Random.Shared.Next(Ground.Doctors)] } });
        command.Parameters.Add(new() { Value = new Interval(from, from + Duration.FromDays(7)) });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            reader.GetFieldValue<Instant>(1);
        return true;
    }

    private static async Task<bool> WeekAsync(Ground ground, Slots.SlotsClient slots, LocalDate first)
    {
        var reply = await slots.FindSlotsAsync(new FindSlotsRequest
        {
            VisitTypeId = ground.VisitType.ToString(),
            LocationId = ground.Location.ToString(),
            PractitionerId = ground.DoctorIds[Random.Shared.Next(Ground.Doctors)].ToString(),
            FirstDay = first.PlusDays(Random.Shared.Next(60)).ToString("uuuu-MM-dd", null),
            Days = 7,
        });
        return reply.Slots.Count > 0;
    }

    private static async Task<bool> AnyoneAsync(Ground ground, LocalDate first)
    {
        var reply = await ground.Slots.FindSlotsAsync(new FindSlotsRequest
        {
            VisitTypeId = ground.VisitType.ToString(),
            LocationId = ground.Location.ToString(),
            FirstDay = first.PlusDays(Random.Shared.Next(60)).ToString("uuuu-MM-dd", null),
            Days = 90,
            Limit = 20,
        });
        return reply.Slots.Count == 20;
    }
}
