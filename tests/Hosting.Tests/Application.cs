using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;

namespace PracticeAspire.Hosting.Tests;

/// <summary>An application of small Node.js servers, on the real orchestrator, with a folder of its own.</summary>
internal sealed class Application : IAsyncDisposable
{
    // Answers its process id, one environment variable and its arguments; /die kills it, /ill makes it unhealthy.
    private const string Server = """
        let ill = false;
        console.log('listening on ' + process.env.PORT);
        require('http').createServer((q, s) => {
          if (q.url === '/die') process.exit(7);
          if (q.url === '/ill') ill = true;
          s.statusCode = q.url === '/health' && ill ? 503 : 200;
          s.end(JSON.stringify({ pid: process.pid, said: process.env.SAID, args: process.argv.slice(1) }));
        }).listen(process.env.PORT, '127.0.0.1');
        process.on('SIGTERM', () => process.exit(0));
        """;

    public Application(bool dashboard = false) =>
        Builder = DistributedApplicationTestingBuilder.Create([$"--PRACTICE_LOCAL_DIR={Folder}"], (options, _) => options.DisableDashboard = !dashboard);

    public string Folder { get; } = Directory.CreateTempSubdirectory("practice-hosting-").FullName;

    public IDistributedApplicationTestingBuilder Builder { get; }

    public DistributedApplication App { get; private set; } = null!;

    public static CancellationToken Deadline => TestContext.Current.CancellationToken;

    public IResourceBuilder<ExecutableResource> AddServer(string name, string script = Server) =>
        Builder.AddExecutable(name, "node", "/", "-e", script, "--")
            .WithHttpEndpoint(name: "http", env: "PORT", isProxied: false)
            .WithHttpHealthCheck("/health");

    public async Task StartAsync()
    {
        App = await Builder.BuildAsync(Deadline);
        await App.StartAsync(Deadline);
    }

    public Task<ResourceEvent> HealthyAsync(string name) =>
        App.ResourceNotifications.WaitForResourceHealthyAsync(name, Deadline).WaitAsync(TimeSpan.FromSeconds(30), Deadline);

    public Task<ResourceEvent> StateAsync(string name, string state) =>
        App.ResourceNotifications.WaitForResourceAsync(name, e => e.Snapshot.State?.Text == state, Deadline).WaitAsync(TimeSpan.FromSeconds(30), Deadline);

    public static int ProcessIdOf(ResourceEvent update) =>
        (int)update.Snapshot.Properties.Single(p => p.Name == "executable.pid").Value!;

    public IReadOnlyList<string> LogOf(string name) => App.Services.GetRequiredService<ResourceLogs>().Tail(name, 100);

    public async ValueTask DisposeAsync()
    {
        if (App is not null)
        {
            await App.StopAsync(CancellationToken.None);
            await App.DisposeAsync();
        }

        await Builder.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
