using MimeKit;

namespace PracticeAspire.Notifications.Mail;

/// <summary>
/// What every mail has around its letter. The same delivery always gets the same Message-ID, by which a mail that had to be sent twice is seen to
/// be one.
/// </summary>
internal static class Envelope
{
    public static MimeMessage Around(MimeEntity body, string subject, Guid deliveryId, MailboxAddress to, PracticeSettings practice)
    {
        var message = new MimeMessage { MessageId = $"{deliveryId}@{practice.MailFrom.Domain}", Subject = subject, Body = body };
        message.From.Add(practice.MailFrom);
        message.To.Add(to);
        message.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834: no out-of-office answers, please
        return message;
    }
}
