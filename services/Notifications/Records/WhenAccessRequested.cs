using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Notifications.Records;

internal sealed class WhenAccessRequested(RecordDesk desk) : ISubscriber<AccessRequested>
{
    public Task Handle(IReadOnlyList<Received<AccessRequested>> events, CancellationToken ct) =>
        desk.TellOwnersAsync(events, e => e.PatientId, (e, owner) => RecordNews.Of(RecordNews.Requested, e, owner, e.Event.RequesterId), ct);
}
