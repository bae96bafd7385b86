using PracticeAspire.Tests;

namespace PracticeAspire.Notifications.Tests.Appointments;

public sealed class WhenAppointmentBookedTests(NotificationsHost host) : IClassFixture<NotificationsHost>
{
    private static readonly DateTimeOffset Start = new(2026, 4, 14, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Patient_and_practitioner_get_a_mail_with_a_calendar_entry()
    {
        var meeting = host.Meet();
        var mailbox = await host.StartMailboxAsync();

        await host.HearAsync(meeting.Booked(Start));

        foreach (var address in new[] { meeting.PatientMail, meeting.PractitionerMail })
        {
            var mail = Assert.Single(await Arrived(mailbox, address, 1));
            Assert.Equal("Appointment at Riverside Practice: Tuesday 14 April 2026, 09:00", mail.Message.Subject);
            Assert.Equal("front.desk@riverside.example", mail.Message.From.Mailboxes.Single().Address);
            Assert.Contains("Tuesday 14 April 2026, 09:00 to 09:30 (CEST)", mail.Text, StringComparison.Ordinal);
            Assert.Equal("REQUEST", mail.CalendarPart.ContentType.Parameters["method"]);
            Assert.Equal("REQUEST", mail.Calendar.Method);
            Assert.Equal(meeting.Id.ToString(), mail.Entry.Uid);
            Assert.Equal(1, mail.Entry.Sequence);
            Assert.Equal(Start.UtcDateTime, mail.Entry.Start!.AsUtc);
            Assert.Equal(Start.AddMinutes(30).UtcDateTime, mail.Entry.End!.AsUtc);
            Assert.Equal("Appointment at Riverside Practice", mail.Entry.Summary);
            Assert.Equal($"mailto:{address}", mail.Entry.Attendees.Single().Value!.ToString());
            Assert.Equal("appointment.ics", mail.Message.Attachments.Single().ContentDisposition!.FileName);
        }
    }

    [Fact]
    public async Task A_mail_says_nothing_of_why_someone_comes_or_of_anyone_else()
    {
        var meeting = host.Meet();
        var mailbox = await host.StartMailboxAsync();

        await host.HearAsync(meeting.Booked(Start));

        var toPatient = Assert.Single(await Arrived(mailbox, meeting.PatientMail, 1));
        var toPractitioner = Assert.Single(await Arrived(mailbox, meeting.PractitionerMail, 1));
        foreach (var mail in new[] { toPatient, toPractitioner })
        {
            var everything = mail.Message.ToString() + mail.Text + mail.Html + mail.CalendarPart.Text;
            Assert.DoesNotContain("Chemo", everything, StringComparison.OrdinalIgnoreCase);
        }

        Assert.DoesNotContain("Ruiz", toPatient.Text + toPatient.Html + toPatient.CalendarPart.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Neil", toPractitioner.Text + toPractitioner.Html + toPractitioner.CalendarPart.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_cannot_smuggle_markup_into_the_mail()
    {
        var meeting = host.Meet();
        var mailbox = await host.StartMailboxAsync();

        await host.HearAsync(meeting.Booked(Start));

        var mail = Assert.Single(await Arrived(mailbox, meeting.PatientMail, 1));
        Assert.Contains("Hello Pat O&#39;Neil &lt;&amp;&gt;,", mail.Html, StringComparison.Ordinal);
        Assert.Contains("Hello Pat O'Neil <&>,", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Moving_and_cancelling_change_the_same_calendar_entry()
    {
        var meeting = host.Meet();
        var mailbox = await host.StartMailboxAsync();
        var later = Start.AddDays(1);

        await host.HearAsync(meeting.Booked(Start));
        await Arrived(mailbox, meeting.PatientMail, 1);
        await host.HearAsync(meeting.Rescheduled(2, Start, later));
        await Arrived(mailbox, meeting.PatientMail, 2);
        await host.HearAsync(meeting.Cancelled(3, later));

        var mails = await Arrived(mailbox, meeting.PatientMail, 3);
        Assert.Equal(["REQUEST", "REQUEST", "CANCEL"], mails.Select(m => m.Calendar.Method));
        Assert.Equal([1, 2, 3], mails.Select(m => m.Entry.Sequence));
        Assert.All(mails, m => Assert.Equal(meeting.Id.ToString(), m.Entry.Uid));
        Assert.Equal(later.UtcDateTime, mails[1].Entry.Start!.AsUtc);
        Assert.Equal("CANCELLED", mails[2].Entry.Status);
        Assert.Equal("Appointment at Riverside Practice moved to Wednesday 15 April 2026, 09:00", mails[1].Message.Subject);
        Assert.Contains("Before: Tuesday 14 April 2026, 09:00 (CEST)", mails[1].Text, StringComparison.Ordinal);
        Assert.Equal("Appointment at Riverside Practice cancelled: Wednesday 15 April 2026, 09:00", mails[2].Message.Subject);
    }

    [Fact]
    public async Task An_event_that_comes_ten_times_brings_one_mail_and_one_notice()
    {
        var meeting = host.Meet();
        var mailbox = await host.StartMailboxAsync();
        var (fact, sequence, id) = (meeting.Booked(Start), host.NextSequence("appointments.booked.v1"), Guid.CreateVersion7());
        var at = host.Clock.GetCurrentInstant().ToDateTimeOffset();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.HearAsync(fact, sequence, id, at)));
        await Arrived(mailbox, meeting.PatientMail, 1);
        await Arrived(mailbox, meeting.PractitionerMail, 1);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.HearAsync(fact, sequence, id, at)));

        // What comes later has been sent, so nothing of the earlier is still on its way.
        var next = host.Meet();
        await host.HearAsync(next.Booked(Start));
        await Arrived(mailbox, next.PractitionerMail, 1);
        Assert.Single(await mailbox.MailToAsync(meeting.PatientMail));
        Assert.Single(await mailbox.MailToAsync(meeting.PractitionerMail));
        Assert.Equal(4L, await host.Sql.CountAsync($"delivery WHERE event_id = '{id}'"));
        Assert.Equal(2L, await host.Sql.CountAsync($"notice WHERE event_id = '{id}'"));
    }

    internal static Task<List<ReceivedMail>> Arrived(SmtpServer mailbox, string address, int count) =>
        Eventually.Is(() => mailbox.MailToAsync(address), mails => mails.Count >= count, $"{count} mails to {address}");
}
