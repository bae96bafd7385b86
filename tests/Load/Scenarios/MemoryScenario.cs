using System.Diagnostics;

namespace PracticeAspire.Load.Scenarios;

/// <summary>Resident memory of each process: at rest after the start, or loaded when it is named after other scenarios.</summary>
internal static class MemoryScenario
{
    private static readonly string[] Resources =
        ["users", "appointments", "notifications", "reporting", "web", "users-dapr", "appointments-dapr", "notifications-dapr", "reporting-dapr", "web-dapr"];

    public static Task RunAsync(Ground ground, Table table)
    {
        foreach (var resource in Resources)
        {
            using var process = Process.GetProcessById(ground.Practice.ProcessIdOf(resource));
            table.Add(resource, process.WorkingSet64 / 1024.0 / 1024.0, "MiB");
        }

        return Task.CompletedTask;
    }
}
