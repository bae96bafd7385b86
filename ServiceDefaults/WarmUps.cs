using System.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PracticeAspire.ServiceDefaults;

/// <summary>One way through the process to go before people go it.</summary>
internal sealed record WarmUp(string What, Func<IServiceProvider, CancellationToken, Task> Work);

/// <summary>Goes all of them when the process listens, and gives back the memory that starting took. Not ready until then.</summary>
internal sealed class WarmUps(
    IEnumerable<WarmUp> warmUps, IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<WarmUps> log) : BackgroundService, IHealthCheck
{
    private volatile bool done;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(done ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("warming up"));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(Timeout.Infinite, lifetime.ApplicationStarted).ContinueWith(_ => { }, TaskScheduler.Default);
        foreach (var warmUp in warmUps)
            await TryAsync(warmUp, stoppingToken);

        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        done = true;
    }

    private async Task TryAsync(WarmUp warmUp, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await warmUp.Work(scope.ServiceProvider, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            log.LogWarning(failure, "Warm-up {What} failed; the first request will be slow", warmUp.What);
        }
    }
}
