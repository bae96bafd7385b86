using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Notifications.Deliveries;
using PracticeAspire.Notifications.Mail;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Notifications.Accounts;

internal sealed class WhenAccountLinkAsked(NotificationsDb db, IClock clock) : ISubscriber<AccountLinkAsked>
{
    public async Task Handle(IReadOnlyList<Received<AccountLinkAsked>> events, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant().ToDateTimeOffset();
        db.AccountMails.AddRange(events.Where(e => e.Event.ExpiresAt > now).Select(e => new AccountMail
        {
            LinkId = e.Event.LinkId,
            Status = DeliveryStatus.Waiting,
            Attempts = 0,
            NextAttemptAt = now,
            TraceParent = Activity.Current?.Id,
        }));
        await db.SaveChangesAsync(ct);
        await db.Database.ExecuteSqlAsync($"SELECT pg_notify({MailSignal.Channel}, '')", ct);
    }
}
