using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.Orchestration;

/// <summary>Asks a running resource how it is: often until it is well for the first time, then every few seconds.</summary>
internal static class HealthLoop
{
    private static readonly TimeSpan Starting = TimeSpan.FromMilliseconds(100), Well = TimeSpan.FromSeconds(5), Unwell = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(
        IResource resource,
        IServiceProvider services,
        IDistributedApplicationEventing eventing,
        Func<Func<CustomResourceSnapshot, CustomResourceSnapshot>, Task> publishAsync,
        ILogger logger,
        CancellationToken ct)
    {
        var keys = resource.Annotations.OfType<HealthCheckAnnotation>().Select(h => h.Key).ToHashSet();
        var checks = services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Where(r => keys.Contains(r.Name)).ToList();
        var ready = false;
        try
        {
            while (!ct.IsCancellationRequested)
            {
                var reports = await Task.WhenAll(checks.Select(c => CheckAsync(c, services, ct)));
                var well = reports.All(r => r.Status == HealthStatus.Healthy);
                var becomesReady = well && !ready;
                ready |= well;
                await publishAsync(s => s with
                {
                    HealthReports = [.. reports],
                    ResourceReadyEvent = becomesReady ? new(ReadyAsync(resource, services, eventing, logger, ct)) : s.ResourceReadyEvent,
                });
                if (checks.Count == 0) return;
                await Task.Delay(!ready ? Starting : well ? Well : Unwell, ct);
            }
        }
        catch (OperationCanceledException)
        {
            // The process has ended.
        }
    }

    private static async Task ReadyAsync(
        IResource resource, IServiceProvider services, IDistributedApplicationEventing eventing, ILogger logger, CancellationToken ct)
    {
        try
        {
            // Off the caller's stack, which holds the lock under which the state is published.
            await Task.Yield();
            await eventing.PublishAsync(new ResourceReadyEvent(resource, services), ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.LogError("'{Resource}' runs, but what had to be prepared in it failed: {Message}", resource.Name, e.Message);
            throw;
        }
    }

    private static async Task<HealthReportSnapshot> CheckAsync(HealthCheckRegistration registration, IServiceProvider services, CancellationToken ct)
    {
        try
        {
            var check = registration.Factory(services);
            var result = await check.CheckHealthAsync(new HealthCheckContext { Registration = registration }, ct);
            return new(registration.Name, result.Status, result.Description, result.Exception?.ToString()) { LastRunAt = DateTime.UtcNow };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new(registration.Name, HealthStatus.Unhealthy, e.Message, e.ToString()) { LastRunAt = DateTime.UtcNow };
        }
    }
}
