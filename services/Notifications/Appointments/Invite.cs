using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using MimeKit;
using PracticeAspire.Notifications.Mail;

namespace PracticeAspire.Notifications.Appointments;

/// <summary>
/// The calendar entry (RFC 5545, 5546). Its UID is the appointment's id and its SEQUENCE the appointment's version, so that a calendar keeps
/// one entry and ignores a mail that was overtaken by a newer one. Times are UTC: one instant in every zone and on both sides of a clock change.
/// </summary>
internal sealed record Invite(string Method, string Content)
{
    public static Invite For(MailboxAddress to, AppointmentNews news, PracticeSettings practice)
    {
        var cancelled = news.Kind == AppointmentNews.Cancelled;
        var method = cancelled ? CalendarMethods.Cancel : CalendarMethods.Request;
        var entry = new CalendarEvent
        {
            Uid = news.AppointmentId.ToString(),
            Sequence = checked((int)news.Version),
            DtStamp = Utc(news.OccurredAt),
            Start = Utc(news.StartsAt),
            End = Utc(news.EndsAt),
            Summary = $"Appointment at {practice.Name}",
            Status = cancelled ? EventStatus.Cancelled : EventStatus.Confirmed,
            Class = "PRIVATE",
            Organizer = new Organizer($"mailto:{practice.MailFrom.Address}") { CommonName = practice.Name },
            Attendees =
            [
                new Attendee($"mailto:{to.Address}") { ParticipationStatus = EventParticipationStatus.Accepted, Rsvp = false },
            ],
        };
        var calendar = new Ical.Net.Calendar { Method = method, ProductId = "-//PracticeAspire//Appointments//EN", Events = { entry } };
        return new(method, new CalendarSerializer().SerializeToString(calendar)!);
    }

    private static CalDateTime Utc(DateTimeOffset time) => new(time.UtcDateTime, CalDateTime.UtcTzId);
}
