using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Dapr.Client;
using Grpc.Net.Client;

namespace PracticeAspire.Sidecar.Conformance.Harness;

/// <summary>A running sidecar: ours, or the real daprd that DAPRD names.</summary>
internal sealed class SidecarProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();

    public SidecarProcess(SidecarSettings settings, IReadOnlyDictionary<string, string> environment)
    {
        Settings = settings;
        var daprd = Environment.GetEnvironmentVariable("DAPRD");
        var start = new ProcessStartInfo(daprd ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (daprd is null)
            start.ArgumentList.Add(OwnSidecar());
        foreach (var argument in settings.Arguments())
            start.ArgumentList.Add(argument);
        foreach (var name in (string[])["DAPR_API_TOKEN", "APP_API_TOKEN", "OTEL_EXPORTER_OTLP_ENDPOINT"])
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = new Uri(settings.HttpEndpoint) };
        if (environment.TryGetValue("DAPR_API_TOKEN", out var token))
            Token = token;
    }

    public static bool IsReal => Environment.GetEnvironmentVariable("DAPRD") is not null;

    public SidecarSettings Settings { get; }
    public string? Token { get; }
    public HttpClient Http { get; }
    public bool HasExited => process.HasExited;
    public int ExitCode => process.ExitCode;
    public string Output => string.Join('\n', output);

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
            output.Enqueue(line.Data);
    }

    private static string OwnSidecar()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PracticeAspire.sln")))
            folder = folder.Parent;
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        return Path.Combine(folder!.FullName, "local", "Sidecar", "bin", configuration, "net10.0", "Sidecar.dll");
    }

    public DaprClient NewClient(string? token = null)
    {
        var builder = new DaprClientBuilder().UseHttpEndpoint(Settings.HttpEndpoint).UseGrpcEndpoint(Settings.GrpcEndpoint);
        if ((token ?? Token) is { } used)
            builder.UseDaprApiToken(used);
        return builder.Build();
    }

    public GrpcChannel NewChannel() => GrpcChannel.ForAddress(Settings.GrpcEndpoint);

    public async Task<HttpStatusCode?> Health(string path = "/v1.0/healthz")
    {
        try
        {
            using var response = await Http.GetAsync(new Uri(path, UriKind.Relative));
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public async Task IsUp(bool outboundOnly = false)
    {
        var path = outboundOnly ? "/v1.0/healthz/outbound" : "/v1.0/healthz";
        await Poll.Until(async () =>
        {
            Assert.False(process.HasExited, $"the sidecar of {Settings.AppId} ended:\n{Output}");
            return await Health(path) == HttpStatusCode.NoContent;
        }, $"the sidecar of {Settings.AppId} was ready; it said:\n{Output}");
    }

    public async Task HasEnded()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await process.WaitForExitAsync(limit.Token);
    }

    /// <summary>The way a crash goes: no goodbye.</summary>
    public async Task KillNow()
    {
        process.Kill();
        await HasEnded();
    }

    /// <summary>The way an orchestrator asks.</summary>
    public void AskToEnd()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillNow();
        process.Dispose();
        Http.Dispose();
    }
}
