using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Notifications.Records;

/// <summary>The privacy officers are reminded; the owner was told of the emergency itself, and sees that it is being looked at.</summary>
internal sealed class WhenReviewOverdue(RecordDesk desk) : ISubscriber<ReviewOverdue>
{
    public Task Handle(IReadOnlyList<Received<ReviewOverdue>> events, CancellationToken ct) => desk.TellReviewersAsync(
        events, e => e.PatientId, (e, owner) => RecordNews.Of(RecordNews.ReviewOverdue, e, owner, e.Event.PersonId), ct);
}
