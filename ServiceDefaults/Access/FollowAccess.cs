using Grpc.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PracticeAspire.Access.Contracts;

namespace PracticeAspire.ServiceDefaults;

/// <summary>Keeps <see cref="AccessRules"/> as the users service has them, a moment behind.</summary>
internal sealed class FollowAccess(AccessFeed.AccessFeedClient feed, ServiceToken own, AccessRules rules, ILogger<FollowAccess> log)
    : BackgroundService
{
    // The feed speaks every other second; a line that is silent for longer is dead.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private bool complained;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception failure)
            {
                if (!stoppingToken.IsCancellationRequested)
                    Complain(failure);
            }

            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        using var silent = CancellationTokenSource.CreateLinkedTokenSource(ct);
        silent.CancelAfter(Silence);
        var headers = new Metadata { { "authorization", $"Bearer {await own.GetAsync(silent.Token)}" } };
        using var call = feed.Watch(new WatchAccessRequest(), headers, cancellationToken: silent.Token);
        while (await call.ResponseStream.MoveNext(silent.Token))
        {
            rules.Take(call.ResponseStream.Current);
            silent.CancelAfter(Silence);
            complained = false;
        }
    }

    // Once for each time the line is lost: while the users service starts, it is lost twice a second.
    private void Complain(Exception failure)
    {
        if (!complained)
            log.LogWarning("Not told who may do what; what was known holds on, new decisions are waited for: {Reason}", failure.Message);
        complained = true;
    }
}

internal sealed class AccessIsKnown(AccessRules rules) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(rules.Known.IsCompleted ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("It is not known yet who may do what."));
}
