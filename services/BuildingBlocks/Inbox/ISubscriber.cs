using PracticeAspire.Events.Contracts;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// What a service does when it hears of a fact: a change of its own database and nothing else, in the transaction that remembers having heard
/// it. What must reach the outside (a mail, say) is written down as a row and done after the commit.
/// </summary>
public interface ISubscriber<TEvent>
    where TEvent : IEvent
{
    /// <summary>
    /// Handles up to 500 events, none at the rehearsal before the first, each handed over exactly once, in no particular order: an older <see cref="IEvent.Version"/> than the one
    /// known is to be ignored. What is added to the scope's database context is saved, and all is committed, after it returns. When it throws,
    /// nothing has happened; the events come again one by one, so that one bad event does not hold up the rest.
    /// </summary>
    Task Handle(IReadOnlyList<Received<TEvent>> events, CancellationToken ct);
}

/// <summary>An event as it arrived.</summary>
/// <param name="Sequence">Its place in its topic, gap-free from 1.</param>
/// <param name="OccurredAt">UTC, by the publisher's clock.</param>
public sealed record Received<TEvent>(Guid EventId, long Sequence, DateTimeOffset OccurredAt, TEvent Event)
    where TEvent : IEvent;
