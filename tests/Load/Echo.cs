using System.Diagnostics;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using PracticeAspire.Client;
using PracticeAspire.Infrastructure;

namespace PracticeAspire.Load;

/// <summary>
/// An app that only says back what it hears, with a sidecar of its own beside those of the practice: what a call through both costs, without
/// what a service does.
/// </summary>
internal sealed class Echo : IAsyncDisposable
{
    public const string AppId = "echo";

    /// <summary>Says the bytes back.</summary>
    public static readonly Method<byte[], byte[]> Say = new(
        MethodType.Unary, "load.Echo", "Say", Marshallers.Create(bytes => bytes, bytes => bytes), Marshallers.Create(bytes => bytes, bytes => bytes));

    private static readonly string[] Shared =
        ["REDIS_HOST", "REDIS_PASSWORD", "PRACTICE_SECRETS_FILE", "PRACTICE_NAME_DIRECTORY", "DAPR_API_TOKEN", "APP_API_TOKEN"];

    private readonly WebApplication app;
    private readonly Process sidecar;

    private Echo(WebApplication app, Process sidecar, int port) => (this.app, this.sidecar, Address) = (app, sidecar, new Uri($"http://localhost:{port}"));

    public Uri Address { get; }

    public static async Task<Echo> StartAsync(LocalPractice practice)
    {
        var (port, http) = (FreePort.Next(), FreePort.Next());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, o => o.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        app.MapPost("/load.Echo/Say", SayBackAsync);
        await app.StartAsync();

        var components = Path.Combine(Root, "components", "local");
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(Root, "local", "Sidecar", "bin", "Release", "net10.0", "Sidecar.dll"),
            "--app-id", AppId, "--app-port", $"{port}", "--app-protocol", "h2c", "--app-channel-address", "127.0.0.1", "--dapr-listen-addresses", "127.0.0.1",
            "--dapr-http-port", $"{http}", "--dapr-grpc-port", $"{FreePort.Next()}", "--dapr-internal-grpc-port", $"{FreePort.Next()}",
            "--metrics-port", $"{FreePort.Next()}", "--resources-path", components, "--config", Path.Combine(components, "configuration.yaml"),
        ])
        { RedirectStandardOutput = true };
        foreach (var name in Shared)
            start.Environment[name] = practice.EnvironmentOf("web-dapr", name);
        var sidecar = Process.Start(start)!;
        _ = sidecar.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        await HealthyAsync(new Uri($"http://localhost:{http}/v1.0/healthz/outbound"));
        return new Echo(app, sidecar, port);
    }

    public async ValueTask DisposeAsync()
    {
        sidecar.Kill();
        sidecar.Dispose();
        await app.DisposeAsync();
    }

    private static async Task SayBackAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        await context.Request.Body.CopyToAsync(context.Response.Body);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static async Task HealthyAsync(Uri health)
    {
        using var http = new HttpClient();
        for (var started = Stopwatch.StartNew(); started.Elapsed < TimeSpan.FromSeconds(30); await Task.Delay(100))
        {
            try
            {
                if ((await http.GetAsync(health)).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        throw new TimeoutException("The sidecar of the echo did not become healthy.");
    }

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "PracticeAspire.sln")))
                folder = folder.Parent ?? throw new DirectoryNotFoundException("PracticeAspire.sln is above none of these folders.");
            return folder.FullName;
        }
    }
}
