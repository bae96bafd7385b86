using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Notifications.Contracts;
using PracticeAspire.Notifications.Mail;
using PracticeAspire.Notifications.Patients;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Notifications.Notices;

/// <summary>A person's own notices; there is no way to name someone else's.</summary>
internal sealed partial class NoticesService(
    NotificationsDb db, IClock clock, Bell bell, PracticeSettings practice, IHostApplicationLifetime lifetime)
    : Contracts.Notices.NoticesBase
{
    private static Guid Person(ServerCallContext context) =>
        context.Caller() is { IsService: false, PersonId: var person } && person != Guid.Empty
            ? person
            : throw new NotAllowed("Only people have notices.");

    private async Task<UnreadCount> CountUnreadAsync(Guid person, CancellationToken ct) =>
        new() { Unread = await ShownTo(person).CountAsync(n => n.ReadAt == null, ct) };

    private IQueryable<Notice> ShownTo(Guid person)
    {
        var now = clock.GetCurrentInstant().ToDateTimeOffset();
        var (appointments, records) = (db.RepresentedBy(person, Scope.Appointments, now), db.RepresentedBy(person, Scope.Records, now));
        return db.Notices.Where(n => n.PersonId == person && (n.ActsFor == null
            || (db.RecordNews.Any(r => r.EventId == n.EventId) ? records.Contains(n.ActsFor.Value) : appointments.Contains(n.ActsFor.Value))));
    }
}
