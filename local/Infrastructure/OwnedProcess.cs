using System.Diagnostics;

namespace PracticeAspire.Infrastructure;

/// <summary>
/// A server that lives no longer than this process. A small shell stands between the two and holds the reading end of a pipe;
/// when this process ends, however it ends, the pipe closes and the shell stops the server.
/// </summary>
internal sealed class OwnedProcess : IAsyncDisposable
{
    private const string Guard = """
        exec 3<&0
        trap : INT TERM HUP
        log=$1; signal=$2; remains=$3; shift 3
        "$@" </dev/null >>"$log" 2>&1 3<&- &
        server=$!
        (cat <&3 >/dev/null; kill -s "$signal" "$server") 2>/dev/null &
        watch=$!
        while kill -0 "$server" 2>/dev/null; do wait "$server"; code=$?; done
        kill "$watch" 2>/dev/null
        [ -z "$remains" ] || rm -rf -- "$remains"
        exit "$code"
        """;

    private readonly Process _guard;
    private readonly string _log;

    private OwnedProcess(Process guard, string log) => (_guard, _log) = (guard, log);

    public bool HasExited => _guard.HasExited;

    public string LogTail => File.Exists(_log) ? Commands.Tail(File.ReadAllText(_log)) : "";

    /// <param name="remains">A folder that nobody wants when the server has ended; empty to leave everything.</param>
    public static OwnedProcess Start(IReadOnlyList<string> command, string stopSignal, string log, string remains = "")
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Guard, "guard", log, stopSignal, remains, .. command])
        {
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        return new OwnedProcess(Process.Start(start) ?? throw new InfrastructureException("/bin/sh could not be started."), log);
    }

    public async ValueTask DisposeAsync()
    {
        _guard.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        try
        {
            await _guard.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _guard.Kill(entireProcessTree: true);
        }

        _guard.Dispose();
    }
}
