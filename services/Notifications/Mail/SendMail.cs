using System.Diagnostics;
using Grpc.Core;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;
using NodaTime;
using PracticeAspire.Notifications.Deliveries;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Notifications.Mail;

/// <summary>Sends one mail and writes down what became of it.</summary>
internal sealed class SendMail(
    MailQueue queue, Mailbox mailbox, People.PeopleClient people, PracticeSettings practice, IClock clock, ILogger<SendMail> log)
{
    private static readonly ActivitySource Spans = new(ServiceDefaults.Telemetry.SourceName);
    private static readonly TimeSpan OneTry = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UntilOursIsBack = TimeSpan.FromSeconds(5);

    public async Task SendAsync(WaitingMail mail, CancellationToken ct)
    {
        ActivityContext.TryParse(mail.TraceParent, null, isRemote: true, out var cause);
        using var span = Spans.StartActivity("send mail", ActivityKind.Producer, cause);
        span?.SetTag("practice.delivery.id", mail.Id);

        if (mail.EndsAt <= clock.GetCurrentInstant().ToDateTimeOffset())
        {
            await queue.GiveUpAsync(mail, DeliveryStatus.Outdated, "The appointment's time had passed.", ct);
            return;
        }

        if (await FindAddressAsync(mail, ct) is not { } to)
            return;

        // From here on a shutdown waits: a mail that is half out is finished, and what became of it is written down.
        using var oneTry = new CancellationTokenSource(OneTry);
        try
        {
            await mailbox.SendAsync(AppointmentMail.To(to, mail, practice), oneTry.Token);
        }
        catch (Exception failure)
        {
            await mailbox.CloseAfterFailureAsync();
            await FailedAsync(mail, failure);
            return;
        }

        await queue.SentAsync(mail, CancellationToken.None);
    }

    private async Task<MailboxAddress?> FindAddressAsync(WaitingMail mail, CancellationToken ct)
    {
        try
        {
            var contact = await people.GetContactAsync(new() { PersonId = mail.PersonId.ToString() }, cancellationToken: ct);
            if (contact.Email.Length == 0)
                await queue.GiveUpAsync(mail, DeliveryStatus.NoAddress, "No mail address is known of this person.", ct);
            else if (MailboxAddress.TryParse(contact.Email, out var address))
                return new MailboxAddress(contact.DisplayName, address.Address);
            else
                await queue.GiveUpAsync(mail, DeliveryStatus.NoAddress, "The known mail address cannot be used. Correct it and send again.", ct);
        }
        catch (RpcException failure) when (failure.StatusCode == StatusCode.NotFound)
        {
            await queue.GiveUpAsync(mail, DeliveryStatus.NoAddress, "This person is not in the directory.", ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            var reason = failure is RpcException rpc ? rpc.StatusCode.ToString() : failure.GetType().Name;
            log.LogWarning("Mail {Delivery} waits, the directory does not answer: {Reason}", mail.Id, reason);
            await queue.PutBackAsync(mail, UntilOursIsBack, "The directory of people did not answer.", ct);
        }

        return null;
    }

    private async Task FailedAsync(WaitingMail mail, Exception failure)
    {
        var (reason, forGood) = Judge(failure);
        if (forGood || Backoff.IsUsedUp(mail.Attempts))
        {
            log.LogError("Mail {Delivery} was given up after {Attempts} attempts: {Reason}", mail.Id, mail.Attempts, reason);
            await queue.GiveUpAsync(mail, DeliveryStatus.Failed, reason, CancellationToken.None);
            return;
        }

        log.LogWarning("Mail {Delivery} could not be sent at attempt {Attempt}: {Reason}", mail.Id, mail.Attempts, reason);
        await queue.TryLaterAsync(mail, Backoff.After(mail.Attempts), reason, CancellationToken.None);
    }

    // What a server says in words often repeats the address, so only its numbers are kept (RFC 5321, 4.2.1: 5yz is for good).
    private static (string Reason, bool ForGood) Judge(Exception failure) => failure switch
    {
        SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted } refused when (int)refused.StatusCode >= 500 =>
            ($"The mail server refused it for good ({(int)refused.StatusCode}).", true),
        SmtpCommandException refused => ($"The mail server refused it for now ({(int)refused.StatusCode}).", false),
        MailKit.Security.AuthenticationException => ("The mail server did not accept our password.", false),
        OperationCanceledException or TimeoutException => ("The mail server took too long.", false),
        ProtocolException => ("The mail server hung up.", false),
        _ => ($"The mail server could not be reached ({failure.GetType().Name}).", false),
    };
}
