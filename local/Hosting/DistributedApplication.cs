using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PracticeAspire.Infrastructure;

namespace Aspire.Hosting;

/// <summary>An application of several processes, started and watched together.</summary>
public sealed class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly EntryPointRun? _test;

    internal DistributedApplication(IHost host, EntryPointRun? test) => (_host, _test) = (host, test);

    /// <summary>The app host's own services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>What happens to the resources.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Starts, stops, restarts resources.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    /// <summary>Begins to put an application together.</summary>
    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    /// <inheritdoc cref="CreateBuilder()" />
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => CreateBuilder(new DistributedApplicationOptions { Args = args });

    /// <inheritdoc cref="CreateBuilder()" />
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new DistributedApplicationBuilder(options);

    /// <summary>Starts everything; resources that wait for others go on waiting in the background.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) => _host.StartAsync(cancellationToken);

    /// <summary>Stops everything.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    /// <summary>
    /// Runs until Ctrl+C. What cannot start is told in a sentence, and the process's exit code is 1.
    /// Under a test the test starts and stops it, and this only waits for that.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (_test is not null)
        {
            await _test.Ended;
            return;
        }

        try
        {
            await HostingAbstractionsHostExtensions.RunAsync(_host, cancellationToken);
        }
        catch (Exception e) when (e is DistributedApplicationException or InfrastructureException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            Environment.ExitCode = 1;
        }
    }

    /// <inheritdoc cref="RunAsync" />
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <inheritdoc />
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_host).DisposeAsync();
        _test?.End();
    }
}
