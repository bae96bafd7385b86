using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PracticeAspire.Infrastructure;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts the orchestrator, the dashboard and every resource, and stops them again.</summary>
internal sealed class Orchestrator(
    IServiceProvider services,
    DistributedApplicationModel model,
    IDistributedApplicationEventing eventing,
    ResourceNotificationService notifications,
    ResourceLogs logs,
    DashboardSettings dashboard,
    ILogger<DistributedApplication> logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _ending = new(), _watching = new();
    private readonly List<Task> _starting = [];
    private readonly Dictionary<string, ResourceRun> _runs = new(StringComparer.OrdinalIgnoreCase);
    private Task _watch = Task.CompletedTask;
    private DcpServer? _dcp;
    private DashboardHost? _dashboard;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await eventing.PublishAsync(new BeforeStartEvent(services, model), cancellationToken);
        EndpointPorts.Allocate(model, dashboard);
        await PublishFirstSnapshotsAsync();

        var bundle = await AspireBundle.FindOrFetchAsync(Progress.Say, cancellationToken);
        _dcp = await DcpServer.StartAsync(bundle.Dcp, cancellationToken);
        foreach (var resource in model.Resources.Where(r => r.Annotations.OfType<LaunchAnnotation>().Any()))
            _runs[resource.Name] = new ResourceRun(resource, _dcp.Api, services, eventing, notifications, logs, dashboard, logger);

        _watch = WatchAsync(_dcp.Api);
        if (dashboard.IsEnabled) _dashboard = await DashboardHost.StartAsync(dashboard, bundle, _dcp.Api, services, cancellationToken);
        foreach (var run in _runs.Values) _starting.Add(run.StartWhenReadyAsync(_ending.Token));
        await eventing.PublishAsync(new AfterResourcesCreatedEvent(services, model), cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_starting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_dcp is null) return;

        // Those that others wait for go last, so that nobody loses its database while it finishes its work.
        var remaining = _runs.Values.ToHashSet();
        while (remaining.Count > 0 && !cancellationToken.IsCancellationRequested)
        {
            var needed = remaining.SelectMany(r => r.WaitsFor).ToHashSet();
            var free = remaining.Where(r => !needed.Contains(r.Resource)).ToList();
            if (free.Count == 0) free = [.. remaining];
            await Task.WhenAll(free.Select(r => r.StopAsync(cancellationToken))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            remaining.ExceptWith(free);
        }

        await _watching.CancelAsync();
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_dashboard is not null) await _dashboard.DisposeAsync();
        await _dcp.DisposeAsync();
    }

    public Task ExecuteAsync(string resourceName, string command, CancellationToken ct)
    {
        if (!_runs.TryGetValue(resourceName, out var run))
            throw new DistributedApplicationException($"There is no process named '{resourceName}'.");

        if (command == KnownResourceCommands.StartCommand) return run.StartAsync(ct);
        if (command == KnownResourceCommands.StopCommand) return run.StopAsync(ct);
        if (command == KnownResourceCommands.RestartCommand) return run.RestartAsync(ct);
        throw new DistributedApplicationException($"'{resourceName}' knows no command '{command}'.");
    }

    public void Dispose()
    {
        foreach (var run in _runs.Values) run.Dispose();
        _ending.Dispose();
        _watching.Dispose();
    }

    private async Task PublishFirstSnapshotsAsync()
    {
        foreach (var resource in model.Resources)
        {
            var first = await FirstSnapshot.OfAsync(resource);
            await notifications.PublishUpdateAsync(resource, _ => first);
        }
    }

    // The stream ends now and then by itself; the next one begins with everything as it is.
    private async Task WatchAsync(DcpApi api)
    {
        while (!_watching.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in api.WatchAsync(_watching.Token))
                {
                    if (_runs.TryGetValue(Attempt.ResourceOf(change.Object.Metadata.Name), out var run)) run.Observe(change);
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                logger.LogError("The orchestrator does not answer: {Message}", e.Message);
                await Task.Delay(500, _watching.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
