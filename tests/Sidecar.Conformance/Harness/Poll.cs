using System.Diagnostics;

namespace PracticeAspire.Sidecar.Conformance.Harness;

/// <summary>Looks again and again until something holds, and fails with a sentence when it never does.</summary>
internal static class Poll
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task Until(Func<bool> holds, string what, TimeSpan? patience = null) =>
        Until(() => Task.FromResult(holds()), what, patience);

    public static async Task Until(Func<Task<bool>> holds, string what, TimeSpan? patience = null)
    {
        var started = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(started.Elapsed < (patience ?? Patience), $"waited in vain until {what}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Keeps looking for a while at what must not change.</summary>
    public static async Task Stays(Func<bool> holds, string what, TimeSpan during)
    {
        for (var started = Stopwatch.StartNew(); started.Elapsed < during; await Task.Delay(10, TestContext.Current.CancellationToken))
            Assert.True(holds(), $"it did not stay so that {what}");
    }
}
