using System.Collections.Concurrent;
using System.Threading.Channels;

namespace PracticeAspire.Notifications.Notices;

/// <summary>Who in this process waits for news of whose notices. Rung by <see cref="DatabaseSignals"/>, whichever replica wrote the notice.</summary>
internal sealed class Bell
{
    /// <summary>The PostgreSQL channel; the payload is a person's id.</summary>
    public const string Channel = "notices";

    private readonly ConcurrentDictionary<UnreadWatch, Guid> watches = [];

    public UnreadWatch Watch(Guid person)
    {
        var watch = new UnreadWatch(ended => watches.TryRemove(ended, out _));
        watches[watch] = person;
        return watch;
    }

    public void Ring(Guid person)
    {
        foreach (var (watch, watched) in watches)
        {
            if (watched == person)
                watch.Ring();
        }
    }

    /// <summary>After a time of deafness anything may have happened.</summary>
    public void RingAll()
    {
        foreach (var watch in watches.Keys)
            watch.Ring();
    }
}

/// <summary>However often it rings before someone looks, one look is enough.</summary>
internal sealed class UnreadWatch(Action<UnreadWatch> ended) : IDisposable
{
    private readonly Channel<bool> rings = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ring() => rings.Writer.TryWrite(true);

    public ValueTask<bool> RangAsync(CancellationToken ct) => rings.Reader.ReadAsync(ct);

    public void Dispose() => ended(this);
}
