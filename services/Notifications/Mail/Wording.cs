using NodaTime;
using NodaTime.Text;
using PracticeAspire.Notifications.Appointments;

namespace PracticeAspire.Notifications.Mail;

/// <summary>
/// What a mail says: that, where and when, and nothing of why. Subjects show on locked screens and mail is read by others, so neither the
/// visit type nor another person's name is in it; those are a sign-in away.
/// </summary>
internal static class Wording
{
    private static readonly ZonedDateTimePattern DayAndTime = Pattern("dddd d MMMM uuuu', 'HH:mm");
    private static readonly ZonedDateTimePattern TimeAndZone = Pattern("HH:mm' ('x')'");
    private static readonly ZonedDateTimePattern DayTimeAndZone = Pattern("dddd d MMMM uuuu', 'HH:mm' ('x')'");

    public static Letter Of(WaitingMail mail, string recipient, PracticeSettings practice)
    {
        var start = In(mail.Zone, mail.StartsAt);
        var subject = $"Appointment at {practice.Name}";
        var who = mail.ToPractitioner ? "An appointment with you" : mail.ToAnother ? "An appointment that you see to" : "Your appointment";
        var (title, headline) = mail.Kind switch
        {
            News.Booked => ($"{subject}: {DayAndTime.Format(start)}", $"{who} is booked."),
            News.Rescheduled => ($"{subject} moved to {DayAndTime.Format(start)}", $"{who} was moved to another time."),
            News.Cancelled => ($"{subject} cancelled: {DayAndTime.Format(start)}", $"{who} was cancelled."),
            _ => throw new InvalidOperationException($"There is no wording for {mail.Kind}."),
        };
        var closing = mail.ToPractitioner
            ? "Sign in to see the details."
            : "If this does not suit you, sign in to change it or call the practice.";

        return new(
            title,
            Letter.Greet(recipient),
            headline,
            [
                ("When", $"{DayAndTime.Format(start)} to {TimeAndZone.Format(In(mail.Zone, mail.EndsAt))}"),
                .. mail.PreviousStartsAt is { } previous ? [("Before", DayTimeAndZone.Format(In(mail.Zone, previous)))] : Array.Empty<(string, string)>(),
                ("With", practice.Name),
            ],
            closing,
            practice.WebAddress,
            "Sign in",
            practice.Name);
    }

    private static ZonedDateTime In(string zone, DateTimeOffset time) =>
        Instant.FromDateTimeOffset(time).InZone(DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc);

    private static ZonedDateTimePattern Pattern(string text) => ZonedDateTimePattern.CreateWithInvariantCulture(text, null);
}
