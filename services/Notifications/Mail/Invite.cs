using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using MimeKit;

namespace PracticeAspire.Notifications.Mail;

/// <summary>
/// The calendar entry (RFC 5545, 5546). Its UID is the appointment's id and its SEQUENCE the appointment's version, so that a calendar keeps
/// one entry and ignores a mail that was overtaken by a newer one. Times are UTC: one instant in every zone and on both sides of a clock change.
/// </summary>
internal sealed record Invite(string Method, string Content)
{
    public static Invite For(MailboxAddress to, WaitingMail mail, PracticeSettings practice)
    {
        var method = mail.IsCancelled ? CalendarMethods.Cancel : CalendarMethods.Request;
        var entry = new CalendarEvent
        {
            Uid = mail.AppointmentId.ToString(),
            Sequence = checked((int)mail.Version),
            DtStamp = Utc(mail.OccurredAt),
            Start = Utc(mail.StartsAt),
            End = Utc(mail.EndsAt),
            Summary = $"Appointment at {practice.Name}",
            Status = mail.IsCancelled ? EventStatus.Cancelled : EventStatus.Confirmed,
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
