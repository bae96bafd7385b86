using System.Diagnostics;
using PracticeAspire.Sidecar.App;
using PracticeAspire.Sidecar.Health;
using PracticeAspire.Sidecar.Names;
using PracticeAspire.Sidecar.Options;
using PracticeAspire.Sidecar.PubSub;
using PracticeAspire.Sidecar.Resources;

namespace PracticeAspire.Sidecar;

/// <summary>daprd's order of things once the servers listen: be found, wait for the app, ask it once, deliver.</summary>
internal sealed class Lifecycle(
    SidecarOptions options, Ports ports, NameDirectory names, AppChannel app, AppHealth appHealth, AppSubscriptions wishes, ResourceFiles resources,
    Consumers consumers, SidecarHealth health, IHostApplicationLifetime lifetime, ILogger<Lifecycle> log)
{
    private readonly long started = Stopwatch.GetTimestamp();

    public async Task RunUntilStopped()
    {
        try
        {
            await Start();
            await Task.Delay(Timeout.Infinite, lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await Stop();
        }
    }

    private async Task Start()
    {
        var stopping = lifetime.ApplicationStopping;
        names.Register(options.AppId, ports.AdvertisedHost, ports.Internal);
        health.IsOutboundReady = true;
        log.LogInformation("HTTP on {Http}, gRPC on {Grpc}, internal gRPC on {Internal}", ports.Http, ports.Grpc, ports.Internal);
        if (app.Exists)
            await MeetApp(stopping);
        health.IsReady = true;
        log.LogInformation("dapr initialized. Status: Running. Init Elapsed {Elapsed:0}ms", Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private async Task MeetApp(CancellationToken stopping)
    {
        log.LogInformation("waiting on port {Port}", options.AppPort);
        await app.WaitForPort(stopping);
        _ = Watch(stopping);
        await appHealth.FirstHealthy.WaitAsync(stopping);
        var asked = await wishes.Ask(stopping);
        await consumers.Start([.. resources.Subscriptions, .. asked], stopping);
    }

    private async Task Watch(CancellationToken stopping)
    {
        try
        {
            await appHealth.Watch(stopping);
        }
        catch (OperationCanceledException)
        {
            log.LogDebug("app health is no longer watched");
        }
    }

    /// <summary>Out of the directory first, so that nobody starts a call that cannot end; then the handlers that run may finish.</summary>
    private async Task Stop()
    {
        names.Dispose();
        await consumers.Drain(options.GracefulShutdown);
    }
}
