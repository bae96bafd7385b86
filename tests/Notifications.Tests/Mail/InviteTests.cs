using Ical.Net;
using Microsoft.Extensions.Configuration;
using MimeKit;
using NodaTime;
using PracticeAspire.Notifications.Appointments;
using PracticeAspire.Notifications.Mail;

namespace PracticeAspire.Notifications.Tests.Mail;

public class InviteTests
{
    private static readonly PracticeSettings Practice = new("Riverside Practice", new MailboxAddress("Riverside Practice", "front.desk@riverside.example"), null, DateTimeZone.Utc);

    [Theory]
    [InlineData("2026-07-01T07:00Z", "Europe/Berlin", "Wednesday 1 July 2026, 09:00 to 09:30 (CEST)")]
    [InlineData("2026-03-29T00:45Z", "Europe/Berlin", "Sunday 29 March 2026, 01:45 to 03:15 (CEST)")] // the hour from 2 to 3 does not exist
    [InlineData("2026-10-25T00:30Z", "Europe/Berlin", "Sunday 25 October 2026, 02:30 to 02:00 (CET)")] // 2 to 3 comes twice: first time
    [InlineData("2026-10-25T01:30Z", "Europe/Berlin", "Sunday 25 October 2026, 02:30 to 03:00 (CET)")] // second time
    [InlineData("2026-03-08T06:45Z", "America/New_York", "Sunday 8 March 2026, 01:45 to 03:15 (EDT)")]
    [InlineData("2026-01-05T23:00Z", "Asia/Kolkata", "Tuesday 6 January 2026, 04:30 to 05:00 (IST)")]
    public void Says_the_time_that_the_clock_at_the_practice_shows(string start, string zone, string when)
    {
        var news = Booked(start, zone);
        var mail = new WaitingMail(Guid.CreateVersion7(), news.PatientId, null, 1, news.StartsAt, null, news);

        var message = AppointmentMail.To(new MailboxAddress("Pat", "pat@example.org"), mail, news, Practice);

        Assert.Contains($"When:   {when}", message.TextBody, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-29T00:45Z", "Europe/Berlin")]
    [InlineData("2026-10-25T00:30Z", "Europe/Berlin")]
    [InlineData("2026-10-25T01:30Z", "Europe/Berlin")]
    [InlineData("2026-11-01T05:30Z", "America/New_York")]
    [InlineData("2026-11-01T06:30Z", "America/New_York")]
    public void Names_the_same_instant_on_both_sides_of_a_clock_change(string start, string zone)
    {
        var news = Booked(start, zone);

        var entry = Assert.Single(Calendar.Load(Invite.For(new MailboxAddress("Pat", "pat@example.org"), news, Practice).Content)!.Events);

        Assert.Equal(news.StartsAt.UtcDateTime, entry.Start!.AsUtc);
        Assert.Equal(news.EndsAt.UtcDateTime, entry.End!.AsUtc);
    }

    [Theory]
    [InlineData("smtp://localhost:1025", "localhost", 1025)]
    [InlineData("smtp://mail.example", "mail.example", 587)]
    [InlineData("smtps://user:p%40ss@mail.example", "mail.example", 465)]
    public void Understands_where_the_mail_server_is(string connectionString, string host, int port)
    {
        var server = MailServer.From(connectionString);

        Assert.Equal((host, port), (server.Host, server.Port));
    }

    [Theory]
    [InlineData("localhost:1025")]
    [InlineData("http://mail.example")]
    [InlineData("")]
    public void Says_what_a_mail_server_s_address_looks_like(string connectionString)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => MailServer.From(connectionString));

        Assert.Contains("mailbox", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_setting_that_is_wrong()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Practice:Name"] = "Riverside",
            ["Practice:MailFrom"] = "not an address",
        }).Build();

        var failure = Assert.Throws<InvalidOperationException>(() => PracticeSettings.From(settings));

        Assert.Contains("Practice:MailFrom", failure.Message, StringComparison.Ordinal);
    }

    private static AppointmentNews Booked(string start, string zone)
    {
        var at = DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture);
        return new()
        {
            EventId = Guid.CreateVersion7(),
            Kind = AppointmentNews.Booked,
            AppointmentId = Guid.CreateVersion7(),
            Version = 1,
            PatientId = Guid.CreateVersion7(),
            PractitionerId = Guid.CreateVersion7(),
            VisitType = "Check-up",
            StartsAt = at,
            EndsAt = at.AddMinutes(30),
            Zone = zone,
            OccurredAt = at.AddDays(-1),
        };
    }
}
