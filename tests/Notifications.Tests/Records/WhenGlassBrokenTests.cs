using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using static PracticeAspire.Notifications.Tests.Appointments.WhenAppointmentBookedTests;

namespace PracticeAspire.Notifications.Tests.Records;

public sealed class WhenGlassBrokenTests(NotificationsHost host) : IClassFixture<NotificationsHost>
{
    private DateTimeOffset Now => host.Clock.GetCurrentInstant().ToDateTimeOffset();

    [Fact]
    public async Task The_owner_and_every_privacy_officer_are_told_in_the_app_and_by_mail()
    {
        var (asking, mailbox, officer) = (host.Ask(), await host.StartMailboxAsync(), Officer());

        await host.HearAsync(asking.Broken(Now));

        Assert.Equal([("record-glass-broken", "owner")], (await host.NoticesOfAsync(asking.Patient)).Select(n => (n.Kind, n.ToldAs)));
        var toOwner = Assert.Single(await Arrived(mailbox, asking.PatientMail, 1));
        Assert.Equal("Riverside Practice: Your medical record was opened in an emergency", toOwner.Message.Subject);
        Assert.Contains($"https://riverside.example/records/access?patientId={asking.Patient}", toOwner.Text, StringComparison.Ordinal);

        await ToldAsync(officer, asking);
        var toOfficer = await ArrivedAsync(mailbox, officer, "Riverside Practice: A medical record was opened in an emergency");
        Assert.Contains("https://riverside.example/records/reviews", toOfficer.Text, StringComparison.Ordinal);
        Assert.All(new[] { toOwner, toOfficer }, mail => Assert.DoesNotContain("Ruiz", mail.Message.ToString() + mail.Text + mail.Html, StringComparison.Ordinal));
        Assert.DoesNotContain("Neil", toOfficer.Message.ToString() + toOfficer.Text + toOfficer.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_privacy_officer_is_not_asked_to_look_at_what_they_did_themself()
    {
        var (asking, officer) = (host.Ask(), Officer());
        host.Neighbours.Directory.Reviewers[asking.Doctor] = true;

        await host.HearAsync(asking.Broken(Now));

        await ToldAsync(officer, asking);
        Assert.DoesNotContain(await host.NoticesOfAsync(asking.Doctor), n => n.MatterId == asking.Id.ToString());
    }

    [Fact]
    public async Task The_privacy_officers_are_reminded_of_what_they_have_not_looked_at_in_time_and_nobody_else_is()
    {
        var (asking, mailbox, officer) = (host.Ask(), await host.StartMailboxAsync(), Officer());

        await host.HearAsync(asking.Overdue(Now));

        await ToldAsync(officer, asking);
        var mail = await ArrivedAsync(mailbox, officer, "Riverside Practice: A medical record was opened in an emergency, and nobody has looked at it in time");
        Assert.Contains("https://riverside.example/records/reviews", mail.Text, StringComparison.Ordinal);
        Assert.Empty(await host.NoticesOfAsync(asking.Patient));
        Assert.Empty(await host.NoticesOfAsync(asking.Doctor));
    }

    [Fact]
    public async Task The_privacy_officer_sees_what_was_sent_of_it_and_a_receptionist_does_not()
    {
        var asking = host.Ask();
        await host.HearAsync(asking.Broken(Now));

        Assert.NotEmpty(await host.DeliveriesOfAsync(asking, _ => true));
        var receptionist = new Contracts.Deliveries.DeliveriesClient(host.As(Guid.CreateVersion7(), Roles.Receptionist));
        Assert.Empty((await receptionist.ListDeliveriesAsync(new() { MatterId = asking.Id.ToString() })).Deliveries);
    }

    private Guid Officer()
    {
        var officer = Guid.CreateVersion7();
        host.Neighbours.Directory.Know(officer, "Olga Officer", NotificationsHost.MailOf(officer));
        host.Neighbours.Directory.Reviewers[officer] = true;
        return officer;
    }

    // An officer may hear besides of what other tests have left to tell.
    private static async Task<ReceivedMail> ArrivedAsync(SmtpServer mailbox, Guid officer, string subject) => (await Eventually.Is(
        () => mailbox.MailToAsync(NotificationsHost.MailOf(officer)), mails => mails.Exists(m => m.Message.Subject == subject), $"a mail about \"{subject}\"")).First(m => m.Message.Subject == subject);

    private Task ToldAsync(Guid officer, Asking asking) =>
        Eventually.Is(() => host.NoticesOfAsync(officer), all => all.Any(n => n.MatterId == asking.Id.ToString() && n.ToldAs == "reviewer"), "the privacy officer to be told");
}
