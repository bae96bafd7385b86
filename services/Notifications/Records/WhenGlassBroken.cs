using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Notifications.Records;

/// <summary>The owner is told at once, the privacy officers a moment later.</summary>
internal sealed class WhenGlassBroken(RecordDesk desk) : ISubscriber<GlassBroken>
{
    public Task Handle(IReadOnlyList<Received<GlassBroken>> events, CancellationToken ct) => desk.TellOwnersAndReviewersAsync(
        events, e => e.PatientId, (e, owner) => RecordNews.Of(RecordNews.GlassBroken, e, owner, e.Event.PersonId, e.Event.EndsAt), ct);
}
