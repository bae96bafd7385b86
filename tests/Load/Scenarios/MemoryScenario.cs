using System.Diagnostics;

namespace PracticeAspire.Load.Scenarios;

/// <summary>
/// Resident memory of each process, and its share of that when what processes map together (the framework) is divided among them: at rest
/// after the start, or loaded when it is named after other scenarios.
/// </summary>
internal static class MemoryScenario
{
    private static readonly string[] Resources =
        ["users", "appointments", "notifications", "reporting", "web", "users-dapr", "appointments-dapr", "notifications-dapr", "reporting-dapr", "web-dapr"];

    public static Task RunAsync(Ground ground, Table table)
    {
        foreach (var resource in Resources)
        {
            using var process = Process.GetProcessById(ground.Practice.ProcessIdOf(resource));
            table.Add(resource, $"{process.WorkingSet64 / 1024 / 1024} MiB, its share {Share(process.Id)} MiB");
        }

        return Task.CompletedTask;
    }

    private static long Share(int process) =>
        File.ReadLines($"/proc/{process}/smaps_rollup").Where(line => line.StartsWith("Pss:", StringComparison.Ordinal))
            .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], null)) / 1024;
}
