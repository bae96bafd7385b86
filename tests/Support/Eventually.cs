using System.Diagnostics;

namespace PracticeAspire.Tests;

/// <summary>Waits for what must come to pass, by looking again and again, never by sleeping for a guessed time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <exception cref="TimeoutException">It did not come to pass within three minutes.</exception>
    public static async Task<T> Is<T>(Func<Task<T>> look, Func<T, bool> enough, string what)
    {
        var started = Stopwatch.StartNew();
        while (true)
        {
            var seen = await look();
            if (enough(seen))
                return seen;
            if (started.Elapsed > Patience)
                throw new TimeoutException($"Waited {Patience.TotalSeconds:0} s for {what}; the last look showed: {seen}");
            await Task.Delay(20);
        }
    }
}
