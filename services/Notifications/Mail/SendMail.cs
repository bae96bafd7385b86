using System.Diagnostics;
using Grpc.Core;
using MimeKit;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Notifications.Appointments;
using PracticeAspire.Notifications.Deliveries;
using PracticeAspire.Notifications.Records;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Notifications.Mail;

/// <summary>Sends mails and writes down what became of each. The directory is asked once for all of them.</summary>
internal sealed class SendMail(
    MailQueue queue, Mailbox mailbox, People.PeopleClient people, PracticeSettings practice, IClock clock, ILogger<SendMail> log)
{
    private static readonly ActivitySource Spans = new(ServiceDefaults.Telemetry.SourceName);
    private static readonly TimeSpan OneTry = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UntilOursIsBack = TimeSpan.FromSeconds(5);

    /// <summary>What is interrupted before a mail's turn came leaves it as if nobody had taken it.</summary>
    public async Task SendAsync(IReadOnlyList<WaitingMail> mails, CancellationToken ct)
    {
        var untouched = mails.ToHashSet();
        try
        {
            foreach (var outdated in mails.GroupBy(m => m.News.OutdatedAt(Now)).Where(g => g.Key is not null))
                await GiveUpAsync([.. outdated], DeliveryStatus.Outdated, outdated.Key!);
            if (untouched.Count == 0 || await FindContactsAsync(ct) is not { } contacts)
                return;

            foreach (var (mail, address) in await WithAddressAsync(contacts))
            {
                if (mail.OursUntil - Now < OneTry || ct.IsCancellationRequested)
                    return;

                if (!await queue.IsStillTheirsAsync(mail, ct))
                {
                    await GiveUpAsync([mail], DeliveryStatus.Outdated, "They no longer act for the patient.");
                    continue;
                }

                untouched.Remove(mail);
                await SendAsync(mail, address);
            }
        }
        finally
        {
            if (untouched.Count > 0)
                await queue.PutBackAsync([.. untouched], TimeSpan.Zero, reason: null, CancellationToken.None);
        }

        async Task GiveUpAsync(IReadOnlyList<WaitingMail> hopeless, string status, string reason)
        {
            await queue.GiveUpAsync(hopeless, status, reason, ct);
            untouched.ExceptWith(hopeless);
        }

        // By person; null when the directory does not answer, and the mails wait for it.
        async Task<Dictionary<Guid, Contact>?> FindContactsAsync(CancellationToken ct)
        {
            try
            {
                var ask = new GetContactsRequest { PersonIds = { untouched.Select(m => m.PersonId.ToString()).Distinct() } };
                var reply = await people.GetContactsAsync(ask, cancellationToken: ct);
                return reply.Contacts.ToDictionary(c => Guid.Parse(c.PersonId));
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                var reason = failure is RpcException rpc ? rpc.StatusCode.ToString() : failure.GetType().Name;
                log.LogWarning("{Count} mails wait, the directory does not answer: {Reason}", untouched.Count, reason);
                await queue.PutBackAsync([.. untouched], UntilOursIsBack, "The directory of people did not answer.", ct);
                untouched.Clear();
                return null;
            }
        }

        async Task<IReadOnlyList<(WaitingMail Mail, MailboxAddress To)>> WithAddressAsync(Dictionary<Guid, Contact> contacts)
        {
            var (unknown, without, unusable, sendable) =
                (new List<WaitingMail>(), new List<WaitingMail>(), new List<WaitingMail>(), new List<(WaitingMail, MailboxAddress)>());
            foreach (var mail in mails.Where(untouched.Contains))
            {
                if (!contacts.TryGetValue(mail.PersonId, out var contact))
                    unknown.Add(mail);
                else if (contact.Email.Length == 0)
                    without.Add(mail);
                else if (!MailboxAddress.TryParse(contact.Email, out var address))
                    unusable.Add(mail);
                else
                    sendable.Add((mail, new MailboxAddress(contact.DisplayName, address.Address)));
            }

            await GiveUpAsync(unknown, DeliveryStatus.NoAddress, "This person is not in the directory.");
            await GiveUpAsync(without, DeliveryStatus.NoAddress, "No mail address is known of this person.");
            await GiveUpAsync(unusable, DeliveryStatus.NoAddress, "The known mail address cannot be used. Correct it and send again.");
            return sendable;
        }
    }

    private DateTimeOffset Now => clock.GetCurrentInstant().ToDateTimeOffset();

    // A shutdown waits for this: a mail that is half out is finished, and what became of it is written down.
    private async Task SendAsync(WaitingMail mail, MailboxAddress to)
    {
        ActivityContext.TryParse(mail.TraceParent, null, isRemote: true, out var cause);
        using var span = Spans.StartActivity("send mail", ActivityKind.Producer, cause);
        span?.SetTag("practice.delivery.id", mail.Id);

        using var oneTry = new CancellationTokenSource(OneTry);
        try
        {
            await mailbox.SendAsync(Written(to, mail), oneTry.Token);
        }
        catch (Exception failure)
        {
            await mailbox.CloseAfterFailureAsync();
            await FailedAsync(mail, failure);
            return;
        }

        await WriteDownSentAsync(mail);
    }

    private MimeMessage Written(MailboxAddress to, WaitingMail mail) => mail.News switch
    {
        AppointmentNews news => AppointmentMail.To(to, mail, news, practice),
        RecordNews news => RecordMail.To(to, mail, news, practice),
        _ => throw new InvalidOperationException($"There is no mail for {mail.News.Kind}."),
    };

    // It is out: a database that stumbles now must not make it go out again.
    private async Task WriteDownSentAsync(WaitingMail mail)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await queue.SentAsync(mail, CancellationToken.None);
                return;
            }
            catch (Exception failure) when (attempt < 5 && Transient.Is(failure))
            {
                await Task.Delay(TimeSpan.FromSeconds(attempt));
            }
        }
    }

    private async Task FailedAsync(WaitingMail mail, Exception failure)
    {
        var (reason, forGood) = MailTrouble.Of(failure);
        if (forGood || Backoff.IsUsedUp(mail.Attempts))
        {
            log.LogError("Mail {Delivery} was given up after {Attempts} attempts: {Reason}", mail.Id, mail.Attempts, reason);
            await queue.GiveUpAsync([mail], DeliveryStatus.Failed, reason, CancellationToken.None);
            return;
        }

        log.LogWarning("Mail {Delivery} could not be sent at attempt {Attempt}: {Reason}", mail.Id, mail.Attempts, reason);
        await queue.TryLaterAsync(mail, Backoff.After(mail.Attempts), reason, CancellationToken.None);
    }
}
