using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using NodaTime;

namespace PracticeAspire.Load.Scenarios;

/// <summary>64 clients fight for the same 1,000 times: each time has one winner, and every loser is told what is free next.</summary>
internal static class RaceScenario
{
    private const int ClientCount = 64;
    private const int Times = 1_000;

    public static async Task RunAsync(Ground ground, Table table)
    {
        var zone = DateTimeZoneProviders.Tzdb["America/New_York"];
        var first = SystemClock.Instance.GetCurrentInstant().InZone(zone).Date.PlusDays(100);
        var prizes = Enumerable.Range(0, Times).Select(n => (
            Doctor: ground.DoctorIds[n % 20],
            Start: (first.PlusDays(n / 20 / 32) + new LocalTime(8, 0).PlusMinutes(n / 20 % 32 * 15)).InZoneLeniently(zone).ToInstant())).ToList();

        var (outcomes, latencies, sentences) = (new ConcurrentBag<string>(), new ConcurrentBag<double>(), 0);
        await Task.WhenAll(Enumerable.Range(0, ClientCount).Select(client => Task.Run(async () =>
        {
            // Everyone goes through the times in the same order, so that all want the same one at the same moment.
            foreach (var (doctor, start) in prizes)
            {
                var wish = ground.Wish(doctor, start);
                wish.PatientId = ground.PatientIds[client].ToString();
                var asked = Stopwatch.GetTimestamp();
                try
                {
                    await ground.Booking.BookAppointmentAsync(wish, deadline: DateTime.UtcNow.AddSeconds(10));
                    outcomes.Add("won");
                }
                catch (RpcException refusal)
                {
                    outcomes.Add(refusal.Trailers.GetValue("rule") ?? refusal.StatusCode.ToString());
                    if (refusal.Status.Detail.Contains("Next free:", StringComparison.Ordinal))
                        Interlocked.Increment(ref sentences);
                }

                latencies.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }
        })));

        foreach (var outcome in outcomes.GroupBy(o => o).OrderBy(g => g.Key))
            table.Add(outcome.Key == "won" ? $"won (must be {Times})" : outcome.Key, $"{outcome.Count()}");
        table.Add("losers told the next free times", $"{sentences}");
        table.Add("p50 / p99 (aim: p99 250)", $"{latencies.Percentile(0.5):0.0} / {latencies.Percentile(0.99):0.0} ms");
    }
}
