namespace Aspire.Hosting.Dcp;

/// <summary>The orchestrator's object for one process: what is wanted, and what is.</summary>
internal sealed record DcpExecutable(DcpMetadata Metadata, DcpExecutableSpec Spec, DcpExecutableStatus? Status = null)
{
    public string ApiVersion { get; init; } = $"{DcpApi.Group}/{DcpApi.Version}";

    public string Kind { get; init; } = "Executable";
}

internal sealed record DcpMetadata(string Name);

internal sealed record DcpExecutableSpec(
    string ExecutablePath, string WorkingDirectory, IReadOnlyList<string> Args, IReadOnlyList<DcpVariable> Env, string ExecutionType = "Process");

internal sealed record DcpVariable(string Name, string Value);

internal sealed record DcpExecutableStatus(string? State, int? Pid, int? ExitCode, DateTime? StartupTimestamp, DateTime? FinishTimestamp);

internal static class DcpStates
{
    public const string Running = "Running";
    public const string Stopping = "Stopping";
    public const string FailedToStart = "FailedToStart";

    // "Unknown" is what remains of a process that had to be killed.
    public static bool IsOver(string? state) => state is "Finished" or "Terminated" or "Unknown" or FailedToStart;
}

/// <summary>One message of a watch.</summary>
internal sealed record DcpWatchEvent(string Type, DcpExecutable Object);
