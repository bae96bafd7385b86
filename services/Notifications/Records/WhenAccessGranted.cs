using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Notifications.Records;

internal sealed class WhenAccessGranted(RecordDesk desk) : ISubscriber<AccessGranted>
{
    public Task Handle(IReadOnlyList<Received<AccessGranted>> events, CancellationToken ct) => desk.TellAnswersAsync(
        events, e => e.PatientId, e => e.By, (e, owner) => RecordNews.Of(RecordNews.Granted, e, owner, e.Event.RequesterId, e.Event.EndsAt), ct);
}
