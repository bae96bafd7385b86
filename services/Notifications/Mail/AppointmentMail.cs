using System.Text;
using MimeKit;

namespace PracticeAspire.Notifications.Mail;

/// <summary>
/// The mail of one delivery: text, HTML and calendar entry as alternatives (RFC 6047), and the entry once more as a file for readers that
/// only know files. The same delivery always gets the same Message-ID, by which a mail that had to be sent twice is seen to be one.
/// </summary>
internal static class AppointmentMail
{
    public static MimeMessage To(MailboxAddress to, WaitingMail mail, PracticeSettings practice)
    {
        var wording = Wording.Of(mail, to.Name ?? "", practice);
        var invite = Invite.For(to, mail, practice);

        var alternatives = new MultipartAlternative
        {
            wording.ToTextPart(),
            wording.ToHtmlPart(),
            Calendar(invite),
        };
        var message = new MimeMessage
        {
            MessageId = $"{mail.Id}@{practice.MailFrom.Domain}",
            Subject = wording.Subject,
            Body = new Multipart("mixed") { alternatives, File(invite) },
        };
        message.From.Add(practice.MailFrom);
        message.To.Add(to);
        message.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834: no out-of-office answers, please
        return message;
    }

    private static TextPart Calendar(Invite invite)
    {
        var part = new TextPart("calendar") { Text = invite.Content, ContentTransferEncoding = ContentEncoding.Base64 };
        part.ContentType.Parameters.Add("method", invite.Method);
        return part;
    }

    private static MimePart File(Invite invite) => new("application", "ics")
    {
        Content = new MimeContent(new MemoryStream(Encoding.UTF8.GetBytes(invite.Content))),
        ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = "appointment.ics" },
        ContentTransferEncoding = ContentEncoding.Base64,
    };
}
