using System.Collections.Concurrent;
using System.Diagnostics;

namespace PracticeAspire.Load;

/// <summary>What a round of clients saw.</summary>
/// <param name="Latencies">Milliseconds of those that succeeded.</param>
internal sealed record Round(TimeSpan Elapsed, IReadOnlyCollection<double> Latencies, int Failed)
{
    public double PerSecond => Latencies.Count / Elapsed.TotalSeconds;

    public double P50 => Latencies.Percentile(0.50);

    public double P95 => Latencies.Percentile(0.95);

    public double P99 => Latencies.Percentile(0.99);
}

/// <summary>Clients that ask again as soon as they are answered, or at a fixed rate; bounded in time.</summary>
internal static class Clients
{
    /// <param name="ask">Given a number that grows by one with each call; false means refused.</param>
    public static async Task<Round> LoopAsync(int clients, TimeSpan time, Func<int, Task<bool>> ask)
    {
        var (latencies, failed, next) = (new ConcurrentBag<double>(), 0, 0);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed < time)
            {
                var asked = Stopwatch.GetTimestamp();
                if (await ask(Interlocked.Increment(ref next)))
                    latencies.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                else
                    Interlocked.Increment(ref failed);
            }
        })));
        return new(watch.Elapsed, latencies, failed);
    }

    /// <summary>Asks at a constant rate whatever the answers take, so that slow answers do not make the questions fewer.</summary>
    public static async Task<Round> RateAsync(double perSecond, TimeSpan time, Func<int, Task<bool>> ask)
    {
        var (latencies, failed) = (new ConcurrentBag<double>(), 0);
        var (watch, running) = (Stopwatch.StartNew(), new List<Task>());
        for (var n = 1; watch.Elapsed < time; n++)
        {
            var due = TimeSpan.FromSeconds(n / perSecond);
            if (due > watch.Elapsed)
                await Task.Delay(due - watch.Elapsed);
            running.Add(AskAsync(n));
        }

        await Task.WhenAll(running);
        return new(watch.Elapsed, latencies, failed);

        async Task AskAsync(int n)
        {
            var asked = Stopwatch.GetTimestamp();
            if (await ask(n))
                latencies.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            else
                Interlocked.Increment(ref failed);
        }
    }
}
