using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Notifications.Records;

/// <summary>Of somebody who gives back what they were given nobody needs to be told.</summary>
internal sealed class WhenAccessRefused(RecordDesk desk) : ISubscriber<AccessRefused>
{
    public Task Handle(IReadOnlyList<Received<AccessRefused>> events, CancellationToken ct) => desk.TellAnswersAsync(
        [.. events.Where(e => e.Event.By != e.Event.RequesterId)], e => e.PatientId, e => e.By,
        (e, owner) => RecordNews.Of(RecordNews.Refused, e, owner, e.Event.RequesterId), ct);
}
