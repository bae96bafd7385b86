using PracticeAspire.Records.Contracts;
using PracticeAspire.Users.Contracts;
using static PracticeAspire.Notifications.Tests.Appointments.WhenAppointmentBookedTests;

namespace PracticeAspire.Notifications.Tests.Records;

public sealed class WhenAccessRequestedTests(NotificationsHost host) : IClassFixture<NotificationsHost>
{
    private DateTimeOffset Now => host.Clock.GetCurrentInstant().ToDateTimeOffset();

    [Fact]
    public async Task The_owner_of_the_record_is_told_in_the_app_and_by_mail_and_led_to_where_they_decide()
    {
        var (asking, mailbox) = (host.Ask(), await host.StartMailboxAsync());

        await host.HearAsync(asking.Requested(Now));

        var notice = Assert.Single(await host.NoticesOfAsync(asking.Patient));
        Assert.Equal(
            ("record-access-requested", "owner", asking.Id.ToString(), asking.Patient.ToString(), asking.Doctor.ToString(), "Europe/Berlin", false),
            (notice.Kind, notice.ToldAs, notice.MatterId, notice.PatientId, notice.ViewerId, notice.Zone, notice.Read));
        var mail = Assert.Single(await Arrived(mailbox, asking.PatientMail, 1));
        Assert.Equal("Riverside Practice: Someone asks to see your medical record", mail.Message.Subject);
        Assert.Contains($"https://riverside.example/records/access?patientId={asking.Patient}", mail.Text, StringComparison.Ordinal);
        Assert.Empty(await host.NoticesOfAsync(asking.Doctor));
    }

    [Fact]
    public async Task A_mail_says_neither_who_asks_nor_whose_record_it_is()
    {
        var (asking, mailbox) = (host.Ask(), await host.StartMailboxAsync());
        var guardian = await host.AppointAsync(asking.Patient, "records");

        await host.HearAsync(asking.Requested(Now));

        var mails = new[] { await Arrived(mailbox, asking.PatientMail, 1), await Arrived(mailbox, NotificationsHost.MailOf(guardian), 1) }.SelectMany(m => m).ToList();
        Assert.All(mails, mail => Assert.DoesNotContain("Ruiz", mail.Message.ToString() + mail.Text + mail.Html, StringComparison.Ordinal));
        Assert.All(mails, mail => Assert.DoesNotContain(asking.Doctor.ToString(), mail.Text + mail.Html, StringComparison.Ordinal));
        Assert.DoesNotContain("Neil", mails[1].Message.ToString() + mails[1].Text + mails[1].Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_acts_for_the_patient_is_told_if_it_is_for_their_record_and_not_if_it_is_for_appointments_only()
    {
        var (asking, mailbox) = (host.Ask(), await host.StartMailboxAsync());
        var (guardian, driver) = (await host.AppointAsync(asking.Patient, "records"), await host.AppointAsync(asking.Patient, "appointments"));

        await host.HearAsync(asking.Requested(Now));

        Assert.Equal("owner", Assert.Single(await host.NoticesOfAsync(guardian)).ToldAs);
        var mail = Assert.Single(await Arrived(mailbox, NotificationsHost.MailOf(guardian), 1));
        Assert.Contains("Someone asks to see a medical record that you see to.", mail.Text, StringComparison.Ordinal);
        Assert.Empty(await host.NoticesOfAsync(driver));
        await host.DeliveriesOfAsync(asking, all => all.All(d => d.Status == "sent"));
        Assert.Empty(await mailbox.MailToAsync(NotificationsHost.MailOf(driver)));
    }

    [Fact]
    public async Task What_a_guardian_was_told_is_gone_when_they_no_longer_act_for_the_patient()
    {
        var (asking, guardian, grant) = (host.Ask(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await host.HearAsync(new ProxyChanged(grant, 1, asking.Patient, guardian, ["records"], null, Now));
        await host.HearAsync(asking.Requested(Now));
        Assert.Single(await host.NoticesOfAsync(guardian));

        await host.HearAsync(new ProxyChanged(grant, 2, asking.Patient, guardian, ["appointments"], null, Now));
        Assert.Empty(await host.NoticesOfAsync(guardian));
    }

    [Fact]
    public async Task Of_a_merged_record_the_survivor_is_told()
    {
        var (asking, survivor) = (host.Ask(), Guid.CreateVersion7());
        await host.HearAsync(new PatientsMerged(survivor, asking.Patient, 2, Now));

        await host.HearAsync(asking.Requested(Now));

        var notice = Assert.Single(await host.NoticesOfAsync(survivor));
        Assert.Equal(("owner", survivor.ToString()), (notice.ToldAs, notice.PatientId));
        Assert.Empty(await host.NoticesOfAsync(asking.Patient));
    }

    [Fact]
    public async Task An_event_that_comes_again_tells_nobody_twice()
    {
        var (asking, mailbox) = (host.Ask(), await host.StartMailboxAsync());
        var (fact, sequence, id) = (asking.Requested(Now), host.NextSequence(AccessRequested.Topic), Guid.CreateVersion7());

        for (var time = 0; time < 3; time++)
            await PracticeAspire.Tests.CloudEvents.HearAsync(host, fact, sequence, id, Now);

        await host.DeliveriesOfAsync(asking, all => all.All(d => d.Status == "sent"));
        Assert.Single(await host.NoticesOfAsync(asking.Patient));
        Assert.Single(await mailbox.MailToAsync(asking.PatientMail));
    }
}
