using NodaTime;
using PracticeAspire.Tests;
using static PracticeAspire.Notifications.Tests.Appointments.WhenAppointmentBookedTests;

namespace PracticeAspire.Notifications.Tests.Records;

public sealed class UsersAwayTests(NotificationsHost host) : IClassFixture<NotificationsHost>
{
    [Fact]
    public async Task While_the_directory_is_away_the_owner_is_told_in_the_app_and_everyone_else_when_it_is_back()
    {
        var (asking, officer, mailbox) = (host.Ask(), Guid.CreateVersion7(), await host.StartMailboxAsync());
        host.Neighbours.Directory.Know(officer, "Olga Officer", NotificationsHost.MailOf(officer));
        host.Neighbours.Directory.Reviewers[officer] = true;
        host.Neighbours.Directory.Away = true;

        await host.HearAsync(asking.Broken(host.Clock.GetCurrentInstant().ToDateTimeOffset()));
        Assert.Single(await host.NoticesOfAsync(asking.Patient));
        await host.DeliveriesOfAsync(asking, all => all.Where(d => d.Channel == "email").All(d => d.Error.Length > 0));
        Assert.Empty(await host.NoticesOfAsync(officer));

        host.Neighbours.Directory.Away = false;
        host.Clock.Advance(Duration.FromSeconds(10));
        await Eventually.Is(() => host.NoticesOfAsync(officer), all => all.Count == 1, "the privacy officer to be told");
        Assert.Single(await Arrived(mailbox, NotificationsHost.MailOf(officer), 1));
        Assert.Single(await Arrived(mailbox, asking.PatientMail, 1));
    }
}
