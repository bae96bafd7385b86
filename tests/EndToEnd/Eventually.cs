using System.Diagnostics;

namespace PracticeAspire.EndToEnd;

/// <summary>Looks again and again, for up to a minute; never sleeps for a guessed time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<T> IsAsync<T>(Func<Task<T>> look, Func<T, bool> enough, string what)
    {
        var started = Stopwatch.StartNew();
        while (true)
        {
            var seen = await look();
            if (enough(seen))
                return seen;
            if (started.Elapsed > Patience)
                throw new TimeoutException($"Waited {Patience.TotalSeconds:0} s for {what}; the last look showed: {seen}");
            await Task.Delay(100);
        }
    }
}
