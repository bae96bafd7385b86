using System.Diagnostics;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using NodaTime;
using PracticeAspire.Notifications.Deliveries;
using PracticeAspire.Notifications.Mail;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Notifications.Accounts;

/// <summary>
/// Sends one link that waits: taken (committed: the intent), sent, settled (committed: the result), as <see cref="MailQueue"/> does with news. The
/// same link twice is the same mail twice, with one Message-ID.
/// </summary>
internal sealed class SendAccountMail(
    NotificationsDb db, AccountLinks.AccountLinksClient links, Mailbox mailbox, PracticeSettings practice, IClock clock, ILogger<SendAccountMail> log)
{
    private static readonly ActivitySource Spans = new(ServiceDefaults.Telemetry.SourceName);
    private static readonly TimeSpan OneTry = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UntilOursIsBack = TimeSpan.FromSeconds(5);

    private DateTimeOffset Now => clock.GetCurrentInstant().ToDateTimeOffset();

    /// <returns>False when none is due.</returns>
    public async Task<bool> SendNextAsync(CancellationToken ct)
    {
        if (await TakeAsync(ct) is not { } mail)
            return false;

        ActivityContext.TryParse(mail.TraceParent, null, isRemote: true, out var cause);
        using var span = Spans.StartActivity("send account mail", ActivityKind.Producer, cause);
        AccountLinkReply link;
        try
        {
            link = await links.GetLinkAsync(new() { LinkId = mail.LinkId.ToString() }, cancellationToken: ct);
        }
        catch (RpcException over) when (over.StatusCode == StatusCode.NotFound)
        {
            await SettleAsync(mail, DeliveryStatus.Outdated, "The link had been used, or its time was over.");
            return true;
        }
        catch (RpcException away)
        {
            log.LogWarning("Account mail {Link} waits, users does not answer: {Reason}", mail.LinkId, away.StatusCode);
            await WaitAsync(mail, UntilOursIsBack, mail.Attempts - 1, "The directory of people did not answer.");
            return true;
        }

        await SendAsync(mail, link);
        return true;
    }

    private async Task<AccountMail?> TakeAsync(CancellationToken ct)
    {
        var (now, lost) = (Now, Now + MailQueue.CountsAsLost);
        var taken = await db.AccountMails.FromSql(
            $"""
            UPDATE account_mail SET attempts = attempts + 1, next_attempt_at = {lost}
            WHERE link_id = (
                SELECT link_id FROM account_mail WHERE status = 'waiting' AND next_attempt_at <= {now}
                ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """).AsNoTracking().ToListAsync(ct);
        return taken.SingleOrDefault();
    }

    // A shutdown waits for this: a mail that is half out is finished, and what became of it is written down.
    private async Task SendAsync(AccountMail mail, AccountLinkReply link)
    {
        if (!MailboxAddress.TryParse(link.Email, out var address))
        {
            await SettleAsync(mail, DeliveryStatus.NoAddress, "The mail address cannot be used.");
            return;
        }

        using var oneTry = new CancellationTokenSource(OneTry);
        try
        {
            await mailbox.SendAsync(MessageOf(mail, link, new MailboxAddress(link.DisplayName, address.Address)), oneTry.Token);
        }
        catch (Exception failure)
        {
            await mailbox.CloseAfterFailureAsync();
            var (reason, forGood) = MailTrouble.Of(failure);
            log.LogWarning("Account mail {Link} could not be sent at attempt {Attempt}: {Reason}", mail.LinkId, mail.Attempts, reason);
            if (forGood || Backoff.IsUsedUp(mail.Attempts))
                await SettleAsync(mail, DeliveryStatus.Failed, reason);
            else
                await WaitAsync(mail, Backoff.After(mail.Attempts), mail.Attempts, reason);
            return;
        }

        await SettleAsync(mail, DeliveryStatus.Sent, reason: null);
    }

    private MimeMessage MessageOf(AccountMail mail, AccountLinkReply link, MailboxAddress to)
    {
        var wording = AccountWording.Of(link, practice);
        return Envelope.Around(new MultipartAlternative { wording.ToTextPart(), wording.ToHtmlPart() }, wording.Subject, mail.LinkId, to, practice);
    }

    private Task<int> SettleAsync(AccountMail mail, string status, string? reason) =>
        Mine(mail).ExecuteUpdateAsync(set => set.SetProperty(m => m.Status, status).SetProperty(m => m.Error, reason));

    private Task<int> WaitAsync(AccountMail mail, TimeSpan pause, int attempts, string reason)
    {
        var next = Now + pause;
        return Mine(mail).ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, next).SetProperty(m => m.Attempts, attempts).SetProperty(m => m.Error, reason));
    }

    // Whoever overslept its turn has nothing to say about it any more.
    private IQueryable<AccountMail> Mine(AccountMail mail) =>
        db.AccountMails.Where(m => m.LinkId == mail.LinkId && m.NextAttemptAt == mail.NextAttemptAt && m.Status == DeliveryStatus.Waiting);
}
