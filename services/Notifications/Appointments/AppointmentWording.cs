using PracticeAspire.Notifications.Mail;

namespace PracticeAspire.Notifications.Appointments;

/// <summary>
/// What a mail says of an appointment: that, where and when, and nothing of why. Subjects show on locked screens and mail is read by others, so
/// neither the visit type nor another person's name is in it; those are a sign-in away.
/// </summary>
internal static class AppointmentWording
{
    public static Letter Of(AppointmentNews news, Guid reader, string name, PracticeSettings practice)
    {
        var subject = $"Appointment at {practice.Name}";
        var start = ClockTimes.DayAndTime(news.StartsAt, news.Zone);
        var toPractitioner = reader == news.PractitionerId;

        // Whoever acts for the patient, or the record the patient's was merged into.
        var toAnother = !toPractitioner && reader != news.PatientId;
        var who = toPractitioner ? "An appointment with you" : toAnother ? "An appointment that you see to" : "Your appointment";
        var (title, headline) = news.Kind switch
        {
            AppointmentNews.Booked => ($"{subject}: {start}", $"{who} is booked."),
            AppointmentNews.Rescheduled => ($"{subject} moved to {start}", $"{who} was moved to another time."),
            AppointmentNews.Cancelled => ($"{subject} cancelled: {start}", $"{who} was cancelled."),
            _ => throw new InvalidOperationException($"There is no wording for {news.Kind}."),
        };
        var closing = toPractitioner
            ? "Sign in to see the details."
            : "If this does not suit you, sign in to change it or call the practice.";

        return new(
            title,
            Letter.Greet(name),
            headline,
            [
                ("When", $"{start} to {ClockTimes.TimeAndZone(news.EndsAt, news.Zone)}"),
                .. news.PreviousStartsAt is { } previous ? [("Before", ClockTimes.DayTimeAndZone(previous, news.Zone))] : Array.Empty<(string, string)>(),
                ("With", practice.Name),
            ],
            closing,
            practice.WebAddress,
            "Sign in",
            practice.Name);
    }
}
