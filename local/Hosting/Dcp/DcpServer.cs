using System.Diagnostics;

namespace Aspire.Hosting.Dcp;

/// <summary>
/// The orchestrator's process. It watches this process and, when that ends, however it ends, stops everything it started
/// and then itself.
/// </summary>
internal sealed class DcpServer(DcpApi api, string kubeconfig) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30), StopLimit = TimeSpan.FromSeconds(10);

    // Meant for the app host alone; a service that inherited its address would listen on the dashboard's.
    private static readonly string[] NotInherited = ["ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE"];

    public DcpApi Api => api;

    public static async Task<DcpServer> StartAsync(string program, CancellationToken ct)
    {
        var session = Directory.CreateTempSubdirectory("practice-dcp-").FullName;
        var kubeconfig = Path.Combine(session, "kubeconfig");
        var start = new ProcessStartInfo(
            program, ["start-apiserver", "--monitor", $"{Environment.ProcessId}", "--detach", "--kubeconfig", kubeconfig])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in NotInherited) start.Environment.Remove(name);
        start.Environment["DCP_SESSION_FOLDER"] = session;

        using var launcher = Process.Start(start) ?? throw new DistributedApplicationException($"{program} could not be started.");
        launcher.OutputDataReceived += (_, _) => { };
        launcher.ErrorDataReceived += (_, _) => { };
        launcher.BeginOutputReadLine();
        launcher.BeginErrorReadLine();

        for (var waited = Stopwatch.StartNew(); waited.Elapsed < StartLimit; await Task.Delay(25, ct))
        {
            if (File.Exists(kubeconfig) && DcpApi.FromKubeconfig(kubeconfig) is { } api) return new DcpServer(api, kubeconfig);
        }

        throw new DistributedApplicationException($"The orchestrator {program} did not come up within {StartLimit.TotalSeconds} s.");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await api.StopServerAsync(CancellationToken.None);
        }
        catch (HttpRequestException)
        {
            // It closes the connection while it stops, which is what was asked.
        }

        api.Dispose();

        // Every process it started has ended before. Stopped in the middle of its own start it has been seen to linger all the same.
        for (var waited = Stopwatch.StartNew(); Own().Any() && waited.Elapsed < StopLimit;) await Task.Delay(50);
        foreach (var process in Own()) process.Kill();
    }

    // Its processes detach themselves; the path of the kubeconfig on their command lines is theirs alone.
    private IEnumerable<Process> Own() => Process.GetProcessesByName("dcp").Where(process =>
    {
        try
        {
            return OperatingSystem.IsLinux() && File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(kubeconfig, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });
}
