namespace PracticeAspire.Sidecar.Resiliency;

internal sealed record BreakerSettings(int MaxRequests, TimeSpan Interval, TimeSpan OpenFor, Func<BreakerCounts, bool> Trips);

internal readonly record struct BreakerCounts(int Requests, int TotalSuccesses, int TotalFailures, int ConsecutiveSuccesses, int ConsecutiveFailures)
{
    public BreakerCounts Succeeded() => this with { TotalSuccesses = TotalSuccesses + 1, ConsecutiveSuccesses = ConsecutiveSuccesses + 1, ConsecutiveFailures = 0 };

    public BreakerCounts Failed() => this with { TotalFailures = TotalFailures + 1, ConsecutiveFailures = ConsecutiveFailures + 1, ConsecutiveSuccesses = 0 };
}

/// <summary>Closed until it trips, open for a while, then half open for a few requests that decide.</summary>
internal sealed class CircuitBreaker(BreakerSettings settings, TimeProvider clock)
{
    private readonly Lock gate = new();
    private State state;
    private long generation;
    private BreakerCounts counts;
    private long since = clock.GetTimestamp();

    private enum State
    {
        Closed,
        Open,
        HalfOpen,
    }

    /// <summary>Asks to make a call; the number returned goes to <see cref="Report"/>. Throws when the circuit is open.</summary>
    public long Enter()
    {
        lock (gate)
        {
            Advance();
            if (state == State.Open || state == State.HalfOpen && counts.Requests >= settings.MaxRequests)
                throw new CallFailed(FailureKind.Permanent, state == State.Open ? "circuit breaker is open" : "too many requests");
            counts = counts with { Requests = counts.Requests + 1 };
            return generation;
        }
    }

    public void Report(long entered, bool success)
    {
        lock (gate)
        {
            Advance();
            if (entered != generation)
                return;
            counts = success ? counts.Succeeded() : counts.Failed();
            if (state == State.HalfOpen && !success || state == State.Closed && !success && settings.Trips(counts))
                Turn(State.Open);
            else if (state == State.HalfOpen && counts.ConsecutiveSuccesses >= settings.MaxRequests)
                Turn(State.Closed);
        }
    }

    private void Advance()
    {
        var elapsed = clock.GetElapsedTime(since);
        if (state == State.Open && elapsed >= settings.OpenFor)
            Turn(State.HalfOpen);
        else if (state == State.Closed && settings.Interval > TimeSpan.Zero && elapsed >= settings.Interval)
            Turn(State.Closed);
    }

    private void Turn(State next)
    {
        state = next;
        generation++;
        counts = default;
        since = clock.GetTimestamp();
    }
}
