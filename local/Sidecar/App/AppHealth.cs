using PracticeAspire.Sidecar.Options;

namespace PracticeAspire.Sidecar.App;

/// <summary>
/// Whether the app answers its health check, when one is asked for. It starts unhealthy; one success makes it healthy;
/// failures add up to the threshold whether or not successes lie between, as in daprd.
/// </summary>
internal sealed class AppHealth(SidecarOptions options, AppChannel app, ILogger<AppHealth> log)
{
    private readonly TaskCompletionSource firstHealthy = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int failures;

    public bool IsHealthy { get; private set; } = !options.AppHealthCheck;

    /// <summary>Called with the new state each time it changes.</summary>
    public event Action<bool>? Changed;

    public Task FirstHealthy => options.AppHealthCheck ? firstHealthy.Task : Task.CompletedTask;

    public async Task Watch(CancellationToken cancellation)
    {
        if (!options.AppHealthCheck)
            return;
        using var timer = new PeriodicTimer(options.AppHealthInterval);
        do
            Note(await Probe(cancellation));
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    private async Task<bool> Probe(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.AppHealthTimeout);
        try
        {
            using var request = app.NewRequest(HttpMethod.Get, options.AppHealthPath);
            using var response = await app.Client.SendAsync(request, limit.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Note(bool success)
    {
        if (success == IsHealthy && success)
            return;
        if (success)
        {
            failures = 0;
            Turn(true);
            firstHealthy.TrySetResult();
        }
        else if (IsHealthy && ++failures >= options.AppHealthThreshold)
        {
            Turn(false);
        }
    }

    private void Turn(bool healthy)
    {
        IsHealthy = healthy;
        log.LogInformation("App is {State}", healthy ? "healthy" : "unhealthy: it gets no events and no calls until it answers its health check again");
        Changed?.Invoke(healthy);
    }
}
