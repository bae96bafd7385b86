using System.Text;
using MimeKit;
using PracticeAspire.Notifications.Mail;

namespace PracticeAspire.Notifications.Appointments;

/// <summary>
/// The mail of one delivery: text, HTML and calendar entry as alternatives (RFC 6047), and the entry once more as a file for readers that
/// only know files.
/// </summary>
internal static class AppointmentMail
{
    public static MimeMessage To(MailboxAddress to, WaitingMail mail, AppointmentNews news, PracticeSettings practice)
    {
        var wording = AppointmentWording.Of(news, mail.PersonId, to.Name ?? "", practice);
        var invite = Invite.For(to, news, practice);

        var alternatives = new MultipartAlternative
        {
            wording.ToTextPart(),
            wording.ToHtmlPart(),
            Calendar(invite),
        };
        return Envelope.Around(new Multipart("mixed") { alternatives, File(invite) }, wording.Subject, mail.Id, to, practice);
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
