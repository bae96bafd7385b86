using Ical.Net.CalendarComponents;
using MimeKit;

namespace PracticeAspire.Notifications.Tests;

/// <summary>A mail as it was received, taken apart.</summary>
internal sealed record ReceivedMail(MimeMessage Message)
{
    public string Text => Message.TextBody!;

    public string Html => Message.HtmlBody!;

    public TextPart CalendarPart => Message.BodyParts.OfType<TextPart>().Single(p => p.ContentType.IsMimeType("text", "calendar"));

    public Ical.Net.Calendar Calendar => Ical.Net.Calendar.Load(CalendarPart.Text)!;

    public CalendarEvent Entry => Assert.Single(Calendar.Events);
}
