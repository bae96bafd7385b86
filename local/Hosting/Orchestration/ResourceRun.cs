using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>The life of one process: waiting, starting, running, ready, over, and again.</summary>
internal sealed class ResourceRun(
    IResource resource,
    DcpApi api,
    IServiceProvider services,
    IDistributedApplicationEventing eventing,
    ResourceNotificationService notifications,
    ResourceLogs logs,
    DashboardSettings dashboard,
    ILogger logger) : IDisposable
{
    private static readonly ResourceStateSnapshot Failed = new(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error);

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private Attempt? _attempt;
    private int _attempts;

    public IResource Resource => resource;

    public IEnumerable<IResource> WaitsFor => resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource);

    public async Task StartWhenReadyAsync(CancellationToken ct)
    {
        try
        {
            await PublishAsync(s => s with { State = KnownResourceStates.Waiting });
            await Dependencies.WaitAsync(resource, notifications, logs, ct);
            await StartAsync(ct);
        }
        catch (OperationCanceledException)
        {
            // The application ends before this resource's turn came.
        }
        catch (Exception e)
        {
            await FailAsync(e);
        }
    }

    public Task StartAsync(CancellationToken ct) => OneAtATimeAsync(
        async () =>
        {
            if (_attempt is not { IsOver: false }) await BeginAsync(ct);
        },
        ct);

    public Task StopAsync(CancellationToken ct) => OneAtATimeAsync(() => HaltAsync(ct), ct);

    public Task RestartAsync(CancellationToken ct) => OneAtATimeAsync(
        async () =>
        {
            await HaltAsync(ct);
            await BeginAsync(ct);
        },
        ct);

    public void Dispose() => _oneAtATime.Dispose();

    /// <summary>Takes note of what the orchestrator says about this resource's processes, the present one or an earlier.</summary>
    public void Observe(DcpWatchEvent change)
    {
        var attempt = _attempt;
        if (attempt is null || change.Object.Metadata.Name != attempt.Name || change.Object.Status is not { } status) return;
        if (status.State == DcpStates.Running && attempt.TryRun()) _ = OnRunningAsync(attempt, status);
        if (DcpStates.IsOver(status.State) && attempt.TryEnd()) _ = OnOverAsync(attempt, status);
    }

    private async Task OneAtATimeAsync(Func<Task> work, CancellationToken ct)
    {
        await _oneAtATime.WaitAsync(ct);
        try
        {
            await work();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task BeginAsync(CancellationToken ct)
    {
        try
        {
            await PublishAsync(s => s with { State = new(KnownResourceStates.Starting, KnownResourceStateStyles.Info), ExitCode = null, StopTimeStamp = null });
            await eventing.PublishAsync(new BeforeResourceStartedEvent(resource, services), ct);
            var (spec, shown) = await ProcessSpec.OfAsync(resource, services, dashboard, ct);
            var attempt = new Attempt(resource.Name, ++_attempts);
            await PublishAsync(s => ProcessSpec.Show(s, spec, shown));
            _attempt = attempt;
            await api.CreateAsync(new DcpExecutable(new(attempt.Name), spec), ct);
            foreach (var source in new[] { "system", "stdout", "stderr" }) attempt.Pumps.Add(PumpAsync(attempt, source));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _attempt?.TryEnd();
            await FailAsync(e);
            throw;
        }
    }

    private async Task HaltAsync(CancellationToken ct)
    {
        if (_attempt is not { IsOver: false } attempt) return;
        attempt.IsAskedToStop = true;
        await PublishAsync(s => s with { State = KnownResourceStates.Stopping });
        await api.StopAsync(attempt.Name, ct);
        await attempt.Over.WaitAsync(ct);
        await api.DeleteAsync(attempt.Name, ct);
    }

    private async Task OnRunningAsync(Attempt attempt, DcpExecutableStatus status)
    {
        await PublishAsync(s => s with
        {
            State = new(KnownResourceStates.Running, KnownResourceStateStyles.Success),
            StartTimeStamp = status.StartupTimestamp ?? DateTime.UtcNow,
            Properties = s.Properties.RemoveAll(p => p.Name == KnownProperties.Pid).Add(new(KnownProperties.Pid, status.Pid)),
            Urls = [.. s.Urls.Select(u => u with { IsInactive = false })],
            HealthReports = [.. s.HealthReports.Select(h => new HealthReportSnapshot(h.Name, null, null, null))],
            ResourceReadyEvent = null,
        });
        await HealthLoop.RunAsync(resource, services, eventing, PublishAsync, logger, attempt.Ending);
    }

    private async Task OnOverAsync(Attempt attempt, DcpExecutableStatus status)
    {
        var wanted = attempt.IsAskedToStop || status.ExitCode == 0;
        await Task.WhenAny(Task.WhenAll(attempt.Pumps), Task.Delay(TimeSpan.FromSeconds(1)));

        // Whoever was started again meanwhile is not over.
        await PublishAsync(s => _attempt != attempt ? s : s with
        {
            State = status.State == DcpStates.FailedToStart ? Failed
                : wanted ? KnownResourceStates.Finished
                : new ResourceStateSnapshot(KnownResourceStates.Exited, KnownResourceStateStyles.Error),
            StopTimeStamp = status.FinishTimestamp ?? DateTime.UtcNow,
            ExitCode = status.ExitCode,
            Urls = [.. s.Urls.Select(u => u with { IsInactive = true })],
            ResourceReadyEvent = null,
        });
        attempt.Finish();
        if (!wanted) logger.LogError("{Message}", Obituary.Of(resource.Name, status, logs));
    }

    private async Task FailAsync(Exception e)
    {
        logs.Write(resource.Name, $"{DateTime.UtcNow:O} {e.Message}", isError: true);
        logger.LogError("'{Resource}' cannot start: {Message}", resource.Name, e.Message);
        await PublishAsync(s => s with { State = Failed, StopTimeStamp = DateTime.UtcNow });
    }

    private async Task PumpAsync(Attempt attempt, string source)
    {
        try
        {
            await foreach (var line in api.ReadLogAsync(attempt.Name, source, follow: true, CancellationToken.None))
                logs.Write(resource.Name, line, isError: source == "stderr");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The log goes with the process, or with the orchestrator.
        }
    }

    private Task PublishAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) => notifications.PublishUpdateAsync(resource, s =>
    {
        var after = change(s);
        return after with { Commands = ProcessCommands.For(after.State?.Text ?? "") };
    });
}
