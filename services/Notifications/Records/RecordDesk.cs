using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Events.Contracts;
using PracticeAspire.Notifications.Patients;
using PracticeAspire.Notifications.Telling;

namespace PracticeAspire.Notifications.Records;

/// <summary>Whom news of a record is told: its owner, with those who act for them in this, who asked to see it, and the privacy officers.</summary>
internal sealed class RecordDesk(NotificationsDb db, NewsDesk desk, IClock clock)
{
    /// <param name="newsOf">The news, given whose record it is.</param>
    public Task TellOwnersAsync<TEvent>(
        IReadOnlyList<Received<TEvent>> events, Func<TEvent, Guid> recordOf, Func<Received<TEvent>, Guid, RecordNews> newsOf, CancellationToken ct)
        where TEvent : IEvent =>
        TellAsync(events, recordOf, newsOf, (_, news, audience) => audience.Of(news), ct);

    public Task TellOwnersAndReviewersAsync<TEvent>(
        IReadOnlyList<Received<TEvent>> events, Func<TEvent, Guid> recordOf, Func<Received<TEvent>, Guid, RecordNews> newsOf, CancellationToken ct)
        where TEvent : IEvent
    {
        LeaveToReviewers(events.Select(e => e.EventId));
        return TellOwnersAsync(events, recordOf, newsOf, ct);
    }

    public Task TellReviewersAsync<TEvent>(
        IReadOnlyList<Received<TEvent>> events, Func<TEvent, Guid> recordOf, Func<Received<TEvent>, Guid, RecordNews> newsOf, CancellationToken ct)
        where TEvent : IEvent
    {
        LeaveToReviewers(events.Select(e => e.EventId));
        return TellAsync(events, recordOf, newsOf, (_, _, _) => [], ct);
    }

    /// <summary>An answer goes to who asked, and to everyone it was the owner's to give but whoever gave it.</summary>
    public Task TellAnswersAsync<TEvent>(
        IReadOnlyList<Received<TEvent>> events, Func<TEvent, Guid> recordOf, Func<TEvent, Guid> givenBy, Func<Received<TEvent>, Guid, RecordNews> newsOf, CancellationToken ct)
        where TEvent : IEvent =>
        TellAsync(events, recordOf, newsOf, (e, news, audience) => audience.Of(news, news.ViewerId).Where(told => told.Person != givenBy(e)), ct);

    // Who the privacy officers are is asked of users after the commit: TellReviewers.
    private void LeaveToReviewers(IEnumerable<Guid> events) =>
        db.ReviewersToTell.AddRange(events.Select(id => new ReviewersToTell { EventId = id, TraceParent = Activity.Current?.Id }));

    private async Task TellAsync<TEvent>(
        IReadOnlyList<Received<TEvent>> events,
        Func<TEvent, Guid> recordOf,
        Func<Received<TEvent>, Guid, RecordNews> newsOf,
        Func<TEvent, RecordNews, Audience, IEnumerable<Told<RecordNews>>> toldOf,
        CancellationToken ct)
        where TEvent : IEvent
    {
        await db.WaitForErasingAsync(ct);
        var audience = await Audience.FindAsync(db, events.Select(e => recordOf(e.Event)), Scope.Records, clock.GetCurrentInstant().ToDateTimeOffset(), ct);
        var patients = events.Select(e => audience.PatientOf(recordOf(e.Event))).Distinct().ToArray();
        var erased = await db.ErasedRecords.AsNoTracking().Where(e => patients.Contains(e.PatientId)).ToDictionaryAsync(e => e.PatientId, e => e.At, ct);

        var (written, told) = (new List<RecordNews>(), new List<Told<RecordNews>>());
        foreach (var next in events)
        {
            var patient = audience.PatientOf(recordOf(next.Event));
            if (erased.TryGetValue(patient, out var at) && next.OccurredAt <= at)
                continue;

            var news = newsOf(next, patient);
            written.Add(news);
            told.AddRange(toldOf(next.Event, news, audience));
        }

        await desk.WriteAsync(RecordNews.Table, written, told, Activity.Current?.Id, ct);
    }
}
