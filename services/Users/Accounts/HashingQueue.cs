using System.Threading.RateLimiting;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Users.Accounts;

/// <summary>
/// A hash costs memory and a core on purpose. So a few are computed at once, some wait their turn, and the rest is told to come back: a morning's
/// rush, or someone who wants to bring the machine down, costs seconds and not the machine.
/// </summary>
internal sealed class HashingQueue(int atOnce, int waiting) : IDisposable
{
    private readonly ConcurrencyLimiter turns = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = atOnce,
        QueueLimit = waiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>As many as there are cores; a second's work may wait for each.</summary>
    public static HashingQueue ForThisMachine() => new(Math.Clamp(Environment.ProcessorCount, 2, 8), 20 * Math.Clamp(Environment.ProcessorCount, 2, 8));

    /// <returns>Dispose it after the hash.</returns>
    /// <exception cref="TooManyAtOnce">So many wait already that this one had better come back.</exception>
    public async ValueTask<IDisposable> TurnAsync(CancellationToken ct)
    {
        var turn = await turns.AcquireAsync(1, ct);
        return turn.IsAcquired ? turn : throw new TooManyAtOnce();
    }

    public void Dispose() => turns.Dispose();
}

/// <summary>More people at once than passwords can be looked at.</summary>
internal sealed class TooManyAtOnce() : Refused(new(RefusalKind.Unavailable, "Many people are signing in just now. Try again in a moment."))
{
    /// <summary>By then the queue of now has been worked off.</summary>
    public static readonly TimeSpan ComeBackAfter = TimeSpan.FromSeconds(3);
}
