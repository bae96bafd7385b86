using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using PracticeAspire.Tests;

namespace PracticeAspire.BuildingBlocks.Tests.Events;

public sealed class ExactlyOnceTests(Kitchen kitchen) : IClassFixture<Kitchen>
{
    private static readonly Dictionary<string, long> Nothing = [];

    /// <summary>What can happen between a publisher and a subscriber.</summary>
    private abstract record Step
    {
        internal sealed record Publish(long[] Amounts, bool Commit) : Step;

        /// <summary>The relay numbers what is committed and dies before it has told the broker.</summary>
        internal sealed record NumberAndCrash : Step;

        /// <summary>The relay hands everything unpublished to the broker, and dies before it has noted that, or not.</summary>
        internal sealed record Relay(bool CrashBeforeMarking) : Step;

        /// <summary>The broker delivers some of what it has, in some order, some of it twice; the subscriber fails in the middle, or not.</summary>
        internal sealed record Deliver(int Seed, bool Fails) : Step;

        internal sealed record Lose(int Seed) : Step;

        internal sealed record Advance : Step;
    }

    private static readonly Gen<Step> AnyStep = Gen.Frequency(
        (4, Gen.Select(Gen.Long[1, 1_000].Array[1, 6], Gen.Int[0, 3], (amounts, die) => (Step)new Step.Publish(amounts, Commit: die > 0))),
        (1, Gen.Const((Step)new Step.NumberAndCrash())),
        (3, Gen.Bool.Select(crash => (Step)new Step.Relay(crash))),
        (4, Gen.Select(Gen.Int, Gen.Int[0, 2], (seed, die) => (Step)new Step.Deliver(seed, Fails: die == 0))),
        (1, Gen.Int.Select(seed => (Step)new Step.Lose(seed))),
        (1, Gen.Const((Step)new Step.Advance())));

    [Fact]
    public async Task Whatever_is_lost_repeated_reordered_or_killed_every_committed_event_counts_once()
    {
        await AnyStep.Array[1, 25].SampleAsync(async steps =>
        {
            await kitchen.ClearAsync();
            var (expected, broker) = (new List<long>(), new List<Incoming>());
            foreach (var step in steps)
                await TakeAsync(step, expected, broker);

            kitchen.Breakdowns.Next = _ => false;
            await CatchUpAsync(expected.Count);

            var total = await kitchen.TotalAsync();
            Assert.Equal((expected.Sum(), expected.Count), (total.Amount, total.Count));
            var sequences = (await kitchen.Outbox.ReadAsync(Added.Topic, 0, default)).Select(e => e.Sequence);
            Assert.Equal(Enumerable.Range(1, expected.Count).Select(n => (long)n), sequences);
        }, iter: 60, threads: 1);
    }

    [Fact]
    public async Task An_event_that_cannot_be_applied_is_set_aside_holds_nobody_up_and_can_be_replayed()
    {
        await kitchen.ClearAsync();
        await kitchen.PublishAsync([1, 666, 3], commit: true);
        await kitchen.Outbox.NumberAndTakeAsync(Nothing, default);
        kitchen.Breakdowns.Next = events => events.Any(e => e.Event.Amount == 666);

        await CatchUpAsync(3);
        Assert.Equal(4, (await kitchen.TotalAsync()).Amount);
        var letter = await kitchen.InSubscriberAsync(db => db.Set<DeadLetterEntry>().AsNoTracking().SingleAsync());
        Assert.Equal("InvalidOperationException: The kitchen is on fire.", letter.Error);

        await Assert.ThrowsAsync<InvalidOperationException>(() => kitchen.Subscription.ReplayAsync(letter.Sequence, default));
        kitchen.Breakdowns.Next = _ => false;
        Assert.True(await kitchen.Subscription.ReplayAsync(letter.Sequence, default));
        Assert.False(await kitchen.Subscription.ReplayAsync(letter.Sequence, default));
        Assert.Equal(670, (await kitchen.TotalAsync()).Amount);
    }

    [Fact]
    public async Task Of_a_delivery_only_what_cannot_be_applied_is_dropped()
    {
        await kitchen.ClearAsync();
        await kitchen.PublishAsync([1, 666, 3], commit: true);
        var events = await TakenAsync();
        kitchen.Breakdowns.Next = batch => batch.Any(e => e.Event.Amount == 666);
        var deliveries = new Deliveries(kitchen.Subscription, NullLogger.Instance);

        Assert.Equal([DeliveryStatus.Success, DeliveryStatus.Drop, DeliveryStatus.Success], await deliveries.ApplyAsync(events, default));
        Assert.Equal([DeliveryStatus.Success, DeliveryStatus.Success], await deliveries.ApplyAsync([events[0], events[2]], default));
        Assert.Equal(4, (await kitchen.TotalAsync()).Amount);
    }

    [Fact]
    public async Task A_delivery_comes_again_when_what_failed_passes_by_itself()
    {
        await kitchen.ClearAsync();
        await kitchen.PublishAsync([1, 2], commit: true);
        var events = await TakenAsync();
        kitchen.Breakdowns.Next = _ => throw new TimeoutException();
        var deliveries = new Deliveries(kitchen.Subscription, NullLogger.Instance);

        Assert.Equal([DeliveryStatus.Retry, DeliveryStatus.Retry], await deliveries.ApplyAsync(events, default));
        Assert.Equal(0, (await kitchen.TotalAsync()).Amount);
        kitchen.Breakdowns.Next = _ => false;
        Assert.Equal([DeliveryStatus.Success, DeliveryStatus.Success], await deliveries.ApplyAsync(events, default));
        Assert.Equal(3, (await kitchen.TotalAsync()).Amount);
    }

    [Fact]
    public async Task Replicas_that_apply_the_same_events_at_once_apply_them_once()
    {
        await kitchen.ClearAsync();
        await kitchen.PublishAsync(Enumerable.Range(1, 200).Select(n => (long)n), commit: true);
        var events = await TakenAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(replica =>
            kitchen.Subscription.ApplyAsync([.. events.OrderBy(e => HashCode.Combine(e.Sequence, replica))], default)));
        Assert.Equal((20_100, 200), ((await kitchen.TotalAsync()).Amount, (await kitchen.TotalAsync()).Count));
    }

    private async Task TakeAsync(Step step, List<long> expected, List<Incoming> broker)
    {
        switch (step)
        {
            case Step.Publish(var amounts, var commit):
                await kitchen.PublishAsync(amounts, commit);
                if (commit)
                    expected.AddRange(amounts);
                break;

            case Step.NumberAndCrash:
                await kitchen.Outbox.NumberAndTakeAsync(Nothing, default);
                break;

            case Step.Relay(var crash):
                var taken = await TakenAsync();
                broker.AddRange(taken);
                if (!crash && taken.Count > 0)
                    await kitchen.Outbox.NumberAndTakeAsync(new Dictionary<string, long> { [Added.Topic] = taken[^1].Sequence }, default);
                break;

            case Step.Deliver(var seed, var fails) when broker.Count > 0:
                var random = new Random(seed);
                var batch = Enumerable.Range(0, random.Next(1, 8)).Select(_ => broker[random.Next(broker.Count)]).ToList();
                kitchen.Breakdowns.Next = _ => fails;
                await Record.ExceptionAsync(() => kitchen.Subscription.ApplyAsync(batch, default));
                break;

            case Step.Lose(var seed) when broker.Count > 0:
                broker.RemoveAt(new Random(seed).Next(broker.Count));
                break;

            case Step.Advance:
                await kitchen.InSubscriberAsync(db => InboxLog.AdvanceAsync(db, Added.Topic, default));
                break;
        }
    }

    private async Task<List<Incoming>> TakenAsync() =>
        [.. (await kitchen.Outbox.NumberAndTakeAsync(Nothing, default)).Select(e => new Incoming(e.Topic, e.EventId, e.Sequence, e.Data, e.OccurredAt, null))];

    /// <summary>Runs the subscriber's own catch-up, against the source's real log, until its head has reached the end.</summary>
    private async Task CatchUpAsync(long end)
    {
        await kitchen.Outbox.NumberAndTakeAsync(Nothing, default);
        using var stop = new CancellationTokenSource();
        var log = NullLogger.Instance;
        var running = new CatchUp(kitchen.Subscription, new Deliveries(kitchen.Subscription, log), kitchen.Logs, log).RunAsync(stop.Token);
        await Eventually.Is(
            () => kitchen.InSubscriberAsync(db => db.Set<InboxHead>().AsNoTracking().Select(h => h.Sequence).SingleOrDefaultAsync()),
            head => head == end, "the subscriber to have heard everything");
        await stop.CancelAsync();
        await Record.ExceptionAsync(() => running);
    }
}
