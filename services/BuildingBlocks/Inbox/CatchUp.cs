using Grpc.Core;
using Grpc.Net.ClientFactory;
using Microsoft.Extensions.Logging;
using PracticeAspire.Events.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// Fetches from the source's log what the broker did not bring: at start, when an event is still missing half a second after a later one
/// has come, and every half minute in any case.
/// </summary>
internal sealed class CatchUp(Subscription subscription, Deliveries deliveries, GrpcClientFactory clients, ILogger log)
{
    private static readonly TimeSpan Always = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Stalled = TimeSpan.FromMinutes(5);
    private const int TriesBeforeSettingAside = 3;

    public async Task RunAsync(CancellationToken ct)
    {
        var lookAgain = DateTimeOffset.MinValue;
        var (known, seen) = (0L, 0L);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (seen > known)
                    known = await AdvanceAsync(ct);
                if (seen > known || DateTimeOffset.UtcNow >= lookAgain)
                {
                    known = await FetchAsync(ct);
                    lookAgain = DateTimeOffset.UtcNow + Always;
                }

                // What is new since the last glance may still be on its way past those that came later.
                seen = deliveries.HighestSeen;
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                log.LogInformation("{Topic} cannot be compared with {Source} now: {Reason}", subscription.Topic, subscription.Source, failure.Message);
                lookAgain = DateTimeOffset.UtcNow + TimeSpan.FromSeconds(2);
                known = seen;
            }

            await Task.Delay(Glance, ct);
        }
    }

    private async Task<long> FetchAsync(CancellationToken ct)
    {
        var head = await AdvanceAsync(ct);
        var source = clients.CreateClient<EventLog.EventLogClient>(DaprGrpcClients.NameOf<EventLog.EventLogClient>(subscription.Source));
        var newest = await source.HeadAsync(new() { Topic = subscription.Topic }, cancellationToken: ct);
        if (newest.Sequence <= head)
            return head;

        using var call = source.Read(new() { Topic = subscription.Topic, After = head }, deadline: DateTime.UtcNow + Stalled, cancellationToken: ct);
        await foreach (var batch in call.ResponseStream.ReadAllAsync(ct))
            await ApplyAsync([.. batch.Events.Select(e => Incoming.From(subscription.Topic, e))], ct);

        return await AdvanceAsync(ct);
    }

    private async Task ApplyAsync(List<Incoming> events, CancellationToken ct)
    {
        try
        {
            await subscription.ApplyNextAsync(events, ct);
            deliveries.Head = events[^1].Sequence;
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            foreach (var single in events)
                await ApplyOrSetAsideAsync(single, ct);
            await AdvanceAsync(ct);
        }
    }

    private async Task ApplyOrSetAsideAsync(Incoming incoming, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await subscription.ApplyAsync([incoming], ct);
                return;
            }
            catch (Exception failure) when (!ct.IsCancellationRequested && !Transient.Is(failure))
            {
                if (attempt < TriesBeforeSettingAside)
                    continue;

                log.LogError(failure, "Event {Sequence} of {Topic} is set aside", incoming.Sequence, subscription.Topic);
                await using var scope = subscription.OpenScope();
                await InboxLog.SetAsideAsync(subscription.Db(scope.ServiceProvider), incoming, $"{failure.GetType().Name}: {failure.Message}", ct);
                return;
            }
        }
    }

    private async Task<long> AdvanceAsync(CancellationToken ct)
    {
        await using var scope = subscription.OpenScope();
        return deliveries.Head = await InboxLog.AdvanceAsync(subscription.Db(scope.ServiceProvider), subscription.Topic, ct);
    }
}
