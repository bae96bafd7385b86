using System.Diagnostics;
using PracticeAspire.Client;

namespace PracticeAspire.Load.Scenarios;

/// <summary>From the app host's first line to a signed-in person, from empty.</summary>
internal static class StartScenario
{
    public static async Task RunAsync(Table table)
    {
        var watch = Stopwatch.StartNew();
        await using var practice = new LocalPractice();
        await practice.StartAsync();
        table.Add("from empty to all healthy", watch.Elapsed.TotalSeconds, "s");
        await practice.TokenOfAsync("reception");
        table.Add("from empty to signed in (aim: 40)", watch.Elapsed.TotalSeconds, "s");
    }
}
