using Aspire.Hosting.Dcp;

namespace Aspire.Hosting.Orchestration;

/// <summary>Says what ended, how, and what its last words were.</summary>
internal static class Obituary
{
    public static string Of(string resource, DcpExecutableStatus status, ResourceLogs logs)
    {
        var lived = status is { StartupTimestamp: { } start, FinishTimestamp: { } end } ? $" after {(end - start).TotalSeconds:0.0} s" : "";
        var how = status.State == DcpStates.FailedToStart ? "could not be started"
            : status.ExitCode is >= 0 and var code ? $"ended by itself with exit code {code}{lived}"
            : $"was killed by a signal{lived}";
        var tail = string.Join('\n', logs.Tail(resource, 60).Where(IsNoStackFrame).TakeLast(12));
        return $"'{resource}' {how}. The end of its output:\n{tail}\nWhen the cause is removed, start it again in the dashboard or restart the application.";
    }

    // What went wrong stands above the frames, which the dashboard shows in full.
    private static bool IsNoStackFrame(string line) =>
        !line.Contains(" at ", StringComparison.Ordinal) && !line.Contains("--- End of", StringComparison.Ordinal);
}
