using System.Diagnostics;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;
using PracticeAspire.Infrastructure;

namespace PracticeAspire.Client;

/// <summary>The whole product, started by its own app host with data of its own and addresses nobody else uses, as a program can see and kill it.</summary>
public class LocalPractice : IAsyncDisposable
{
    public const string Password = "a long demo password";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly string[] Processes =
        ["users", "appointments", "records", "notifications", "reporting", "web", "users-dapr", "appointments-dapr", "records-dapr", "notifications-dapr", "reporting-dapr", "web-dapr"];

    private readonly string folder = Directory.CreateTempSubdirectory("practice-").FullName;
    private DistributedApplication app = null!;
    private SignIn signIn = null!;

    public Uri Web { get; private set; } = null!;

    public Uri Mailbox { get; private set; } = null!;

    public Uri Authority { get; private set; } = null!;

    /// <summary>What web has: a sidecar to call services through.</summary>
    public ThroughSidecar Services { get; private set; } = null!;

    /// <summary>Returns when everything is healthy.</summary>
    public async Task StartAsync()
    {
        Environment.SetEnvironmentVariable("PRACTICE_DEMO_PASSWORD", Password);
        var (web, mailbox) = (FreePort.Next(), FreePort.Next());
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Program>(
            ["--local-dir", folder, "--web-port", $"{web}", "--mailbox-port", $"{mailbox}", "--no-dashboard"]);
        app = await builder.BuildAsync();
        await app.StartAsync();
        await Task.WhenAll(Processes.Select(HealthyAsync));

        (Web, Mailbox) = (new Uri($"http://localhost:{web}"), new Uri($"http://localhost:{mailbox}"));
        Authority = new Uri(EnvironmentOf("web", "Identity__Authority"));
        Services = new ThroughSidecar(int.Parse(EnvironmentOf("web", "DAPR_GRPC_PORT"), null), EnvironmentOf("web", "DAPR_API_TOKEN"));
        using var secrets = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "secrets.json")));
        signIn = new SignIn(Authority, Web, secrets.RootElement.GetProperty("clients").GetProperty("web").GetString()!);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Services?.Dispose();
        signIn?.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <returns>An access token of one of the demo accounts: <c>doctor</c>, <c>reception</c>, …</returns>
    public Task<string> TokenOfAsync(string account) => signIn.AsAsync($"{account}@demo.practice", Password);

    /// <summary>A service's own database, with its own role.</summary>
    public NpgsqlDataSource Database(string service) => NpgsqlDataSource.Create(EnvironmentOf(service, $"ConnectionStrings__{service}"));

    /// <summary>SIGKILL: no farewell, no flush.</summary>
    public async Task KillAsync(string resource)
    {
        Process.GetProcessById(ProcessIdOf(resource)).Kill();
        await app.ResourceNotifications
            .WaitForResourceAsync(resource, e => e.Snapshot.State?.Text is "Exited" or "Finished" or "FailedToStart")
            .WaitAsync(Patience);
    }

    public async Task StartAgainAsync(string resource)
    {
        await app.ResourceCommands.ExecuteCommandAsync(resource, KnownResourceCommands.StartCommand);
        await HealthyAsync(resource);
    }

    private Task HealthyAsync(string resource) => app.ResourceNotifications.WaitForResourceHealthyAsync(resource).WaitAsync(Patience);

    public string EnvironmentOf(string resource, string variable) =>
        Current(resource).Snapshot.EnvironmentVariables.Single(v => v.Name == variable).Value!;

    /// <summary>The operating system's number of a resource's process.</summary>
    public int ProcessIdOf(string resource) => (int)Current(resource).Snapshot.Properties.Single(p => p.Name == "executable.pid").Value!;

    private ResourceEvent Current(string resource) =>
        app.ResourceNotifications.TryGetCurrentState(resource, out var now) ? now : throw new InvalidOperationException($"There is no resource '{resource}'.");
}
