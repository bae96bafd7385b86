using Grpc.Core;
using Grpc.Net.Client;

namespace PracticeAspire.Load.Scenarios;

/// <summary>What the pair of sidecars adds to a gRPC call of 350 bytes there and back: the same call straight to an app that echoes, and through both.</summary>
internal static class HopScenario
{
    private const int Rounds = 3;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(4);
    private static readonly byte[] Message = new byte[350];

    public static async Task RunAsync(Ground ground, Table table)
    {
        await using var echo = await Echo.StartAsync(ground.Practice);
        using var channel = GrpcChannel.ForAddress(echo.Address);
        var (direct, through) = (channel.CreateCallInvoker(), ground.Practice.Services.To(Echo.AppId, ground.Token));

        await MeasureAsync(direct, 16);
        await MeasureAsync(through, 16);
        await MeasureAsync(through, 16);
        foreach (var clients in new[] { 1, 16 })
        {
            var (straight, hopped) = (new List<Round>(), new List<Round>());
            for (var round = 0; round < Rounds; round++)
            {
                straight.Add(await MeasureAsync(direct, clients));
                hopped.Add(await MeasureAsync(through, clients));
            }

            var what = clients == 1 ? "one caller" : $"{clients} callers";
            table.AddLimit($"{what}, straight", [.. straight.Select(r => r.PerSecond)], "calls/s");
            table.AddLimit($"{what}, through both sidecars (aim at 16: 10,000)", [.. hopped.Select(r => r.PerSecond)], "calls/s");
            table.Add($"{what}, added p50 / p99 (aim at one: 0.4 / 1)",
                $"{hopped.Select(r => r.P50).Median() - straight.Select(r => r.P50).Median():0.00} / {hopped.Select(r => r.P99).Median() - straight.Select(r => r.P99).Median():0.00} ms");
        }
    }

    private static Task<Round> MeasureAsync(CallInvoker calls, int clients) => Clients.LoopAsync(clients, Time, async _ =>
    {
        await calls.AsyncUnaryCall(Echo.Say, host: null, new CallOptions(), Message);
        return true;
    });
}
