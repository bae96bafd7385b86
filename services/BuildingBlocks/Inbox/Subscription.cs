using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PracticeAspire.Events.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.BuildingBlocks;

/// <summary>One topic of one source, and how its events are applied here.</summary>
internal abstract class Subscription(string topic, string source)
{
    private static readonly ActivitySource Spans = new(Telemetry.SourceName);

    public string Topic { get; } = topic;

    /// <summary>App id of the service whose log has it all.</summary>
    public string Source { get; } = source;

    /// <summary>Applies those that are new, all or none.</summary>
    public Task ApplyAsync(IReadOnlyList<Incoming> events, CancellationToken ct) =>
        ApplyAsync(events, db => InboxLog.ClaimAsync(db, Topic, events.Select(e => e.Sequence), ct), ct);

    /// <summary>Applies those that are new, all or none, and moves the head over them, which they must follow without a gap.</summary>
    public Task ApplyNextAsync(IReadOnlyList<Incoming> events, CancellationToken ct) =>
        ApplyAsync(events, db => InboxLog.ClaimNextAsync(db, Topic, [.. events.Select(e => e.Sequence)], ct), ct);

    private async Task ApplyAsync(IReadOnlyList<Incoming> events, Func<ServiceDb, Task<HashSet<long>>> claim, CancellationToken ct)
    {
        ActivityContext.TryParse(events[0].TraceParent, null, isRemote: true, out var cause);
        using var span = Spans.StartActivity($"apply {Topic}", ActivityKind.Consumer, cause);
        span?.SetTag("messaging.batch.message_count", events.Count);

        await using var scope = OpenScope();
        var db = Db(scope.ServiceProvider);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var claimed = await claim(db);
        if (claimed.Count > 0)
        {
            await HandleAsync(scope.ServiceProvider, [.. events.DistinctBy(e => e.Sequence).Where(e => claimed.Contains(e.Sequence))], ct);
            await db.SaveChangesAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }

    /// <summary>Applies an event that was set aside, and takes it off the list.</summary>
    /// <returns>False when it is not on the list.</returns>
    public async Task<bool> ReplayAsync(long sequence, CancellationToken ct)
    {
        await using var scope = OpenScope();
        var db = Db(scope.ServiceProvider);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await InboxLog.ShareAsync(db, Topic, ct);
        var letter = await db.Set<DeadLetterEntry>()
            .FromSql($"SELECT * FROM dead_letter WHERE topic = {Topic} AND sequence = {sequence} FOR UPDATE")
            .SingleOrDefaultAsync(ct);
        if (letter is null)
            return false;

        await HandleAsync(scope.ServiceProvider, [new(Topic, letter.EventId, letter.Sequence, letter.Data, letter.OccurredAt, null)], ct);
        db.Remove(letter);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>Applies nothing and keeps nothing, so that the first event does not wait for the compiler.</summary>
    public async Task RehearseAsync(CancellationToken ct)
    {
        await using var scope = OpenScope();
        var db = Db(scope.ServiceProvider);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await InboxLog.ClaimAsync(db, Topic, [], ct);
        await HandleAsync(scope.ServiceProvider, [], ct);
        await db.SaveChangesAsync(ct);
        await transaction.RollbackAsync(ct);
    }

    public abstract AsyncServiceScope OpenScope();

    public abstract ServiceDb Db(IServiceProvider services);

    /// <summary>Hands the events to the subscriber; does not save.</summary>
    public abstract Task HandleAsync(IServiceProvider services, IReadOnlyList<Incoming> events, CancellationToken ct);
}

internal sealed class Subscription<TDb, TEvent, TSubscriber>(IServiceScopeFactory scopes, string source) : Subscription(TEvent.Topic, source)
    where TDb : ServiceDb
    where TEvent : IEvent
    where TSubscriber : class, ISubscriber<TEvent>
{
    public override AsyncServiceScope OpenScope() => scopes.CreateAsyncScope();

    public override ServiceDb Db(IServiceProvider services) => services.GetRequiredService<TDb>();

    public override Task HandleAsync(IServiceProvider services, IReadOnlyList<Incoming> events, CancellationToken ct) =>
        services.GetRequiredService<TSubscriber>().Handle([.. events.Select(e => e.As<TEvent>())], ct);
}
