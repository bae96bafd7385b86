using PracticeAspire.Notifications.Tests.Appointments;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Notifications.Tests.Patients;

public sealed class WhenProxyChangedTests(NotificationsHost host) : IClassFixture<NotificationsHost>
{
    private static readonly DateTimeOffset Start = new(2026, 4, 14, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Whoever_acts_for_a_patient_is_told_too_until_it_ends()
    {
        var (meeting, proxy, grant) = (host.Meet(), Guid.CreateVersion7(), Guid.CreateVersion7());
        host.Neighbours.Directory.Know(proxy, "Ada Example", $"proxy-{proxy:N}@example.org");
        var mailbox = await host.StartMailboxAsync();
        var now = host.Clock.GetCurrentInstant().ToDateTimeOffset();

        await host.HearAsync(new ProxyChanged(grant, 1, meeting.Patient, proxy, ["appointments"], now.AddDays(30), now));
        await host.HearAsync(meeting.Booked(Start));
        Assert.Equal(["appointment-booked"], await NoticesOfAsync(proxy));
        Assert.Equal(["appointment-booked"], await NoticesOfAsync(meeting.Patient));
        var mail = Assert.Single(await WhenAppointmentBookedTests.Arrived(mailbox, $"proxy-{proxy:N}@example.org", 1));
        Assert.Contains("An appointment that you see to is booked.", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Neil", mail.Text + mail.Html, StringComparison.Ordinal);

        await host.HearAsync(new ProxyChanged(grant, 2, meeting.Patient, proxy, ["appointments"], now, now));
        await host.HearAsync(meeting.Cancelled(2, Start));
        Assert.Empty(await NoticesOfAsync(proxy));
        Assert.Equal(2, (await NoticesOfAsync(meeting.Patient)).Count());
    }

    private async Task<IEnumerable<string>> NoticesOfAsync(Guid person) =>
        (await new Contracts.Notices.NoticesClient(host.As(person, Roles.Patient)).ListNoticesAsync(new())).Notices.Select(n => n.Kind);
}
