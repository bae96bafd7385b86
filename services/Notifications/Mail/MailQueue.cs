using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.Notifications.Deliveries;
using PracticeAspire.Notifications.Patients;

namespace PracticeAspire.Notifications.Mail;

/// <summary>
/// The deliveries that wait. A mail is taken (committed: the intent), sent, and settled (committed: the result). Whoever dies in between
/// leaves a mail that comes due again after <see cref="CountsAsLost"/> and is sent with the same Message-ID.
/// </summary>
internal sealed class MailQueue(NotificationsDb db, IClock clock)
{
    /// <summary>Longer than any try may take, so that no two replicas ever try at once.</summary>
    public static readonly TimeSpan CountsAsLost = TimeSpan.FromMinutes(2);

    private DateTimeOffset Now => clock.GetCurrentInstant().ToDateTimeOffset();

    /// <returns>Those that have waited longest, at most <paramref name="most"/>, for this replica alone; none when none is due.</returns>
    public async Task<IReadOnlyList<WaitingMail>> TakeAsync(int most, CancellationToken ct)
    {
        var now = Now;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var taken = await db.Deliveries.FromSql(
            $"""
            WITH due AS (
                SELECT id FROM delivery
                WHERE status = 'waiting' AND next_attempt_at <= {now}
                ORDER BY next_attempt_at, id LIMIT {most} FOR UPDATE SKIP LOCKED)
            UPDATE delivery SET attempts = attempts + 1, next_attempt_at = {now + CountsAsLost}
            FROM due WHERE delivery.id = due.id
            RETURNING delivery.*
            """).AsNoTracking().ToListAsync(ct);
        var events = taken.Select(d => d.EventId).Distinct().ToArray();
        var news = events.Length == 0 ? [] : await db.News.AsNoTracking().Where(n => events.Contains(n.EventId)).ToDictionaryAsync(n => n.EventId, ct);
        await transaction.CommitAsync(ct);
        return
        [
            .. taken.Select(d => new WaitingMail(d.Id, d.PersonId, d.ActsFor, d.Attempts, d.NextAttemptAt, d.TraceParent, news[d.EventId]))
                .OrderBy(mail => mail.News.OccurredAt),
        ];
    }

    /// <summary>Whether there is still a reason to tell them. Time passes while a mail waits, and while those before it are sent.</summary>
    public async Task<bool> IsStillTheirsAsync(WaitingMail mail, CancellationToken ct) =>
        mail.ActsFor is not { } patient || await db.RepresentedBy(mail.PersonId, mail.News.Scope, Now).ContainsAsync(patient, ct);

    public Task SentAsync(WaitingMail mail, CancellationToken ct)
    {
        var now = Now;
        return Mine(mail).ExecuteUpdateAsync(set => set
            .SetProperty(d => d.Status, DeliveryStatus.Sent).SetProperty(d => d.SentAt, now).SetProperty(d => d.Error, (string?)null), ct);
    }

    /// <summary>They will not be tried again, but by an administrator.</summary>
    public Task GiveUpAsync(IReadOnlyList<WaitingMail> mails, string status, string reason, CancellationToken ct) => mails.Count == 0
        ? Task.CompletedTask
        : Mine(mails).ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, status).SetProperty(d => d.Error, reason), ct);

    public Task TryLaterAsync(WaitingMail mail, TimeSpan pause, string reason, CancellationToken ct)
    {
        var next = Now + pause;
        return Mine(mail).ExecuteUpdateAsync(set => set.SetProperty(d => d.NextAttemptAt, next).SetProperty(d => d.Error, reason), ct);
    }

    /// <summary>Nothing was tried because something of ours is down: that delays a mail and never uses up its attempts.</summary>
    public Task PutBackAsync(IReadOnlyList<WaitingMail> mails, TimeSpan pause, string? reason, CancellationToken ct)
    {
        var next = Now + pause;
        return Mine(mails).ExecuteUpdateAsync(set => set
            .SetProperty(d => d.Attempts, d => d.Attempts - 1).SetProperty(d => d.NextAttemptAt, next).SetProperty(d => d.Error, reason), ct);
    }

    private IQueryable<Delivery> Mine(params IReadOnlyList<WaitingMail> mails)
    {
        // Taken together, they are ours until the same moment. Whoever overslept it has nothing to say about them any more.
        var (ids, until) = (mails.Select(m => m.Id).ToArray(), mails[0].OursUntil);
        return db.Deliveries.Where(d => ids.Contains(d.Id) && d.NextAttemptAt == until && d.Status == DeliveryStatus.Waiting);
    }
}
