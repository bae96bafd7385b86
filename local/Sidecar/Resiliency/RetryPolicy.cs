namespace PracticeAspire.Sidecar.Resiliency;

/// <summary>How often and after how long to try again. <see cref="MaxRetries"/> below zero is without end.</summary>
internal sealed record RetryPolicy(bool Exponential, TimeSpan Duration, TimeSpan MaxInterval, int MaxRetries, StatusMatch? HttpMatch, StatusMatch? GrpcMatch)
{
    private static readonly TimeSpan FirstInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestExponential = TimeSpan.FromMinutes(15);

    /// <summary>What daprd does between sidecars when no policy names the app.</summary>
    public static readonly RetryPolicy BetweenSidecars = new(false, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), 3, null, null);

    public bool IsWorthIt(CallFailed failure) => failure.Kind switch
    {
        FailureKind.Http => HttpMatch?.Contains(failure.Code) ?? true,
        FailureKind.Grpc => GrpcMatch?.Contains(failure.Code) ?? true,
        FailureKind.Permanent => false,
        _ => true,
    };

    /// <summary>The pause before retry number <paramref name="retry"/> (from 1), or null when there is none left.</summary>
    public TimeSpan? Pause(int retry, TimeSpan elapsed)
    {
        if (MaxRetries >= 0 && retry > MaxRetries)
            return null;
        if (!Exponential)
            return Duration;
        if (elapsed > LongestExponential)
            return null;
        var interval = Math.Min(FirstInterval.TotalMilliseconds * Math.Pow(1.5, retry - 1), MaxInterval.TotalMilliseconds);
#pragma warning disable CA5394 // Jitter keeps callers apart; nobody gains by guessing it.
        return TimeSpan.FromMilliseconds(interval * (0.5 + Random.Shared.NextDouble()));
#pragma warning restore CA5394
    }
}
