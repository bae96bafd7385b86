using Microsoft.Extensions.Logging;

namespace PracticeAspire.BuildingBlocks;

/// <summary>What became of a delivered event, in the words that Dapr reads.</summary>
internal enum DeliveryStatus
{
    /// <summary>Applied, now or before.</summary>
    Success,

    /// <summary>Something that passes is in the way: bring it again.</summary>
    Retry,

    /// <summary>It cannot be applied: to the dead letters.</summary>
    Drop,
}

/// <summary>
/// What the broker brings of one topic. The sidecar collects what comes close together, so a quiet topic is quick and a busy one is cheap:
/// one transaction for all. Only one that cannot be committed is taken apart, so that one bad event does not hold up the rest.
/// </summary>
internal sealed class Deliveries(Subscription subscription, ILogger log)
{
    private long highestSeen;
    private long head;

    /// <summary>Highest sequence the broker has brought; a hint that earlier ones exist.</summary>
    public long HighestSeen => Volatile.Read(ref highestSeen);

    /// <summary>Everything up to this sequence was applied or set aside before, so its delivery needs no look into the database.</summary>
    public long Head
    {
        get => Volatile.Read(ref head);
        set => Volatile.Write(ref head, value);
    }

    /// <returns>What became of each, in their order.</returns>
    public async Task<IReadOnlyList<DeliveryStatus>> ApplyAsync(IReadOnlyList<Incoming> events, CancellationToken ct)
    {
        var known = Head;
        List<Incoming> open = [.. events.Where(e => e.Sequence > known)];
        if (open.Count == 0)
            return [.. events.Select(_ => DeliveryStatus.Success)];

        Volatile.Write(ref highestSeen, Math.Max(HighestSeen, open.Max(e => e.Sequence)));
        var together = await TryApplyAsync(open, ct);
        if (together != DeliveryStatus.Drop || open.Count == 1)
            return [.. events.Select(e => e.Sequence > known ? together : DeliveryStatus.Success)];

        var statuses = new List<DeliveryStatus>();
        foreach (var single in events)
            statuses.Add(single.Sequence > known ? await TryApplyAsync([single], ct) : DeliveryStatus.Success);
        return statuses;
    }

    private async Task<DeliveryStatus> TryApplyAsync(List<Incoming> events, CancellationToken ct)
    {
        try
        {
            await subscription.ApplyAsync(events, ct);
            return DeliveryStatus.Success;
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            if (Transient.Is(failure))
                return DeliveryStatus.Retry;
            if (events.Count == 1)
                log.LogError(failure, "Event {Sequence} of {Topic} could not be applied", events[0].Sequence, subscription.Topic);
            return DeliveryStatus.Drop;
        }
    }
}
