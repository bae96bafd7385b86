using PracticeAspire.Appointments.Contracts;

namespace PracticeAspire.Load.Scenarios;

/// <summary>What the pair of sidecars adds to a gRPC call: the same call straight to the service's own port, and through both.</summary>
internal static class HopScenario
{
    private const int Rounds = 3;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(4);

    public static async Task RunAsync(Ground ground, Table table)
    {
        using var channel = ground.Straight(out var straightCalls);
        var direct = new Schedules.SchedulesClient(straightCalls);
        var through = new Schedules.SchedulesClient(ground.Practice.Services.To("appointments", ground.Token));
        var request = new GetWorkingHoursRequest { PractitionerId = ground.DoctorIds[0].ToString(), LocationId = ground.Location.ToString() };

        await MeasureAsync(direct, request, 16);
        await MeasureAsync(through, request, 16);
        foreach (var clients in new[] { 1, 16 })
        {
            var (straight, hopped) = (new List<Round>(), new List<Round>());
            for (var round = 0; round < Rounds; round++)
            {
                straight.Add(await MeasureAsync(direct, request, clients));
                hopped.Add(await MeasureAsync(through, request, clients));
            }

            var what = clients == 1 ? "one caller" : $"{clients} callers";
            table.AddLimit($"{what}, straight", [.. straight.Select(r => r.PerSecond)], "calls/s");
            table.AddLimit($"{what}, through both sidecars", [.. hopped.Select(r => r.PerSecond)], "calls/s");
            table.Add($"{what}, added p50 / p99 (aim: 0.4 / 1)",
                $"{hopped.Select(r => r.P50).Median() - straight.Select(r => r.P50).Median():0.00} / {hopped.Select(r => r.P99).Median() - straight.Select(r => r.P99).Median():0.00} ms");
        }
    }

    private static Task<Round> MeasureAsync(Schedules.SchedulesClient schedules, GetWorkingHoursRequest request, int clients) =>
        Clients.LoopAsync(clients, Time, async _ =>
        {
            await schedules.GetWorkingHoursAsync(request);
            return true;
        });
}
