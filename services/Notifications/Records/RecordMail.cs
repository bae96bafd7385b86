using MimeKit;
using PracticeAspire.Notifications.Mail;

namespace PracticeAspire.Notifications.Records;

internal static class RecordMail
{
    public static MimeMessage To(MailboxAddress to, WaitingMail mail, RecordNews news, PracticeSettings practice)
    {
        var wording = RecordWording.Of(news, mail.PersonId, mail.ActsFor, to.Name ?? "", practice);
        return Envelope.Around(new MultipartAlternative { wording.ToTextPart(), wording.ToHtmlPart() }, wording.Subject, mail.Id, to, practice);
    }
}
