using static PracticeAspire.Notifications.Tests.Appointments.WhenAppointmentBookedTests;

namespace PracticeAspire.Notifications.Tests.Records;

public sealed class WhenAccessIsAnsweredTests(NotificationsHost host) : IClassFixture<NotificationsHost>
{
    private DateTimeOffset Now => host.Clock.GetCurrentInstant().ToDateTimeOffset();

    [Fact]
    public async Task Whoever_asked_is_told_that_they_may_until_when_and_where()
    {
        var (asking, mailbox, until) = (host.Ask(), await host.StartMailboxAsync(), Now.AddDays(14));

        await host.HearAsync(asking.Granted(by: asking.Patient, until, Now));

        var notice = Assert.Single(await host.NoticesOfAsync(asking.Doctor));
        Assert.Equal(("record-access-granted", "requester", until), (notice.Kind, notice.ToldAs, notice.OpenUntil.ToDateTimeOffset()));
        var mail = Assert.Single(await Arrived(mailbox, asking.DoctorMail, 1));
        Assert.Equal("Riverside Practice: You may see the medical record you asked for", mail.Message.Subject);
        Assert.Contains("Until:", mail.Text, StringComparison.Ordinal);
        Assert.Contains($"https://riverside.example/records/chart?patientId={asking.Patient}", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Neil", mail.Message.ToString() + mail.Text + mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_decided_is_not_told_of_it()
    {
        var (granted, refused) = (host.Ask(), host.Ask());

        await host.HearAsync(granted.Granted(by: granted.Patient, Now.AddDays(1), Now));
        await host.HearAsync(refused.Refused(by: refused.Patient, Now));

        Assert.Empty(await host.NoticesOfAsync(granted.Patient));
        Assert.Empty(await host.NoticesOfAsync(refused.Patient));
        Assert.Equal(["record-access-refused"], (await host.NoticesOfAsync(refused.Doctor)).Select(n => n.Kind));
    }

    [Fact]
    public async Task The_patient_is_told_what_their_guardian_decided_and_the_guardian_what_the_patient_did()
    {
        var (asking, mailbox) = (host.Ask(), await host.StartMailboxAsync());
        var guardian = await host.AppointAsync(asking.Patient, "records");

        await host.HearAsync(asking.Granted(by: guardian, Now.AddDays(1), Now));
        await host.HearAsync(asking.Refused(by: asking.Patient, Now));

        Assert.Equal([("record-access-granted", "owner")], (await host.NoticesOfAsync(asking.Patient)).Select(n => (n.Kind, n.ToldAs)));
        Assert.Equal([("record-access-refused", "owner")], (await host.NoticesOfAsync(guardian)).Select(n => (n.Kind, n.ToldAs)));
        var mail = Assert.Single(await Arrived(mailbox, asking.PatientMail, 1));
        Assert.Contains("Someone may now see your medical record.", mail.Text, StringComparison.Ordinal);
        Assert.Contains($"https://riverside.example/records/access?patientId={asking.Patient}", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_gives_back_what_they_were_given_is_told_nothing_and_nobody_else_is()
    {
        var asking = host.Ask();

        await host.HearAsync(asking.Refused(by: asking.Doctor, Now));

        Assert.Empty(await host.NoticesOfAsync(asking.Doctor));
        Assert.Empty(await host.NoticesOfAsync(asking.Patient));
    }

    [Fact]
    public async Task That_one_may_see_a_record_is_not_mailed_when_the_time_for_it_is_over()
    {
        var asking = host.Ask();

        await host.HearAsync(asking.Granted(by: asking.Patient, Now.AddMinutes(-1), Now.AddDays(-3)));

        var mail = (await host.DeliveriesOfAsync(asking, all => all.All(d => d.Status != "waiting"))).Single(d => d.Channel == "email");
        Assert.Equal("outdated", mail.Status);
    }
}
