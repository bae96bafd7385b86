using System.Diagnostics;

namespace PracticeAspire.Sidecar.Resiliency;

/// <summary>What a target was given: a timeout inside a circuit breaker inside retries, each optional.</summary>
internal sealed record Policy(TimeSpan? Timeout, RetryPolicy? Retry, CircuitBreaker? Breaker)
{
    public static readonly Policy None = new(null, null, null);

    /// <summary>Runs until an attempt succeeds or none is left; then the last <see cref="CallFailed"/> comes out.</summary>
    public async Task<T> Run<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        for (var retry = 1; ; retry++)
        {
            TimeSpan? pause;
            try
            {
                return await Once(attempt, cancellation);
            }
            catch (CallFailed failure) when (Retry is not null && Retry.IsWorthIt(failure)
                && (pause = Retry.Pause(retry, Stopwatch.GetElapsedTime(started))) is not null)
            {
                await Task.Delay(pause.Value, cancellation);
            }
        }
    }

    private async Task<T> Once<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation)
    {
        var entered = Breaker?.Enter() ?? 0;
        var success = false;
        try
        {
            var result = Timeout is { } limit ? await Limited(attempt, limit, cancellation) : await attempt(cancellation);
            success = true;
            return result;
        }
        finally
        {
            Breaker?.Report(entered, success);
        }
    }

    private static async Task<T> Limited<T>(Func<CancellationToken, Task<T>> attempt, TimeSpan limit, CancellationToken cancellation)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        source.CancelAfter(limit);
        try
        {
            return await attempt(source.Token).WaitAsync(source.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new CallFailed(FailureKind.Timeout, "timeout exceeded: context deadline exceeded", inner: e);
        }
    }
}
