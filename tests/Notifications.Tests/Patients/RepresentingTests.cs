using NodaTime;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Notifications.Tests.Patients;

public sealed class RepresentingTests(NotificationsHost host) : IClassFixture<NotificationsHost>
{
    private static readonly DateTimeOffset Start = new(2026, 7, 14, 7, 0, 0, TimeSpan.Zero);

    private DateTimeOffset Now => host.Clock.GetCurrentInstant().ToDateTimeOffset();

    [Fact]
    public async Task What_a_proxy_was_told_is_gone_when_it_is_ended_by_hand_and_there_again_with_a_new_grant()
    {
        var (meeting, proxy, grant) = (host.Meet(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await AppointAsync(grant, meeting.Patient, proxy, until: null);
        await host.HearAsync(meeting.Booked(Start));
        Assert.Equal((1, 1, 2), await SeenByAsync(proxy, meeting));

        await EndAsync(grant, meeting.Patient, proxy);
        Assert.Equal((0, 0, 0), await SeenByAsync(proxy, meeting));
        Assert.Equal((1, 1, 2), await SeenByAsync(meeting.Patient, meeting));

        await AppointAsync(Guid.CreateVersion7(), meeting.Patient, proxy, until: null);
        Assert.Equal((1, 1, 2), await SeenByAsync(proxy, meeting));
    }

    [Fact]
    public async Task What_a_proxy_was_told_is_gone_when_the_last_day_is_over()
    {
        var (meeting, proxy) = (host.Meet(), Guid.CreateVersion7());
        await AppointAsync(Guid.CreateVersion7(), meeting.Patient, proxy, until: Now.AddDays(2));
        await host.HearAsync(meeting.Booked(Start));

        host.Clock.Advance(Duration.FromHours(47));
        Assert.Equal((1, 1, 2), await SeenByAsync(proxy, meeting));
        host.Clock.Advance(Duration.FromHours(1));
        Assert.Equal((0, 0, 0), await SeenByAsync(proxy, meeting));
    }

    [Fact]
    public async Task An_end_by_hand_counts_down_the_bell_that_is_watched()
    {
        var (meeting, proxy, grant) = (host.Meet(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await AppointAsync(grant, meeting.Patient, proxy, until: null);
        await host.HearAsync(meeting.Booked(Start));
        using var watch = Notices(proxy).WatchUnread(new());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        Assert.True(await watch.ResponseStream.MoveNext(patience.Token));
        Assert.Equal(1, watch.ResponseStream.Current.Unread);

        await EndAsync(grant, meeting.Patient, proxy);

        Assert.True(await watch.ResponseStream.MoveNext(patience.Token));
        Assert.Equal(0, watch.ResponseStream.Current.Unread);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mail_that_waits_is_not_sent_to_who_no_longer_acts_for_the_patient(bool byHand)
    {
        var (meeting, proxy, grant) = (host.Meet(), Guid.CreateVersion7(), Guid.CreateVersion7());
        host.Neighbours.Directory.Know(proxy, "Ada Example", $"proxy-{proxy:N}@example.org");
        var mailbox = await host.StartMailboxAsync();
        await AppointAsync(grant, meeting.Patient, proxy, until: Now.AddDays(2));
        host.Neighbours.Directory.Away = true;
        try
        {
            await host.HearAsync(meeting.Booked(Start));
            await host.DeliveriesOfAsync(meeting, all => all.Where(d => d.Channel == "email").All(d => d.Error.Length > 0));
            if (byHand)
                await EndAsync(grant, meeting.Patient, proxy);
        }
        finally
        {
            host.Neighbours.Directory.Away = false;
        }

        host.Clock.Advance(byHand ? Duration.FromSeconds(10) : Duration.FromDays(2));
        var mails = (await host.DeliveriesOfAsync(meeting, all => all.All(d => d.Status != "waiting"))).Where(d => d.Channel == "email").ToDictionary(d => Guid.Parse(d.PersonId));
        Assert.Equal(("outdated", "They no longer act for the patient."), (mails[proxy].Status, mails[proxy].Error));
        Assert.Equal("sent", mails[meeting.Patient].Status);
        Assert.Empty(await mailbox.MailToAsync($"proxy-{proxy:N}@example.org"));
    }

    [Fact]
    public async Task A_right_survives_the_merge_of_the_patient_s_records()
    {
        var (meeting, proxy, survivor, grant) = (host.Meet(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await AppointAsync(grant, meeting.Patient, proxy, until: null);
        await host.HearAsync(meeting.Booked(Start));

        await host.HearAsync(new PatientsMerged(survivor, meeting.Patient, 2, Now));
        Assert.Equal((1, 1, 2), await SeenByAsync(proxy, meeting));

        await EndAsync(grant, meeting.Patient, proxy);
        Assert.Equal((0, 0, 0), await SeenByAsync(proxy, meeting));
        await AppointAsync(Guid.CreateVersion7(), survivor, proxy, until: null);
        Assert.Equal((1, 1, 2), await SeenByAsync(proxy, meeting));
    }

    [Fact]
    public async Task A_practitioner_who_acts_for_the_patient_was_told_for_themself()
    {
        var (meeting, grant) = (host.Meet(), Guid.CreateVersion7());
        await AppointAsync(grant, meeting.Patient, meeting.Practitioner, until: null);
        await host.HearAsync(meeting.Booked(Start));

        await EndAsync(grant, meeting.Patient, meeting.Practitioner);

        Assert.Equal((1, 1, 2), await SeenByAsync(meeting.Practitioner, meeting));
    }

    private Task AppointAsync(Guid grant, Guid patient, Guid proxy, DateTimeOffset? until) =>
        host.HearAsync(new ProxyChanged(grant, 1, patient, proxy, ["appointments"], until, Now));

    private Task EndAsync(Guid grant, Guid patient, Guid proxy) =>
        host.HearAsync(new ProxyChanged(grant, 2, patient, proxy, ["appointments"], Now, Now));

    private async Task<(int Listed, int Unread, int Deliveries)> SeenByAsync(Guid person, Meeting meeting)
    {
        var notices = await Notices(person).ListNoticesAsync(new());
        var deliveries = await new Contracts.Deliveries.DeliveriesClient(host.As(person, Roles.Patient)).ListDeliveriesAsync(new() { AppointmentId = meeting.Id.ToString() });
        return (notices.Notices.Count, notices.Unread, deliveries.Deliveries.Count);
    }

    private Contracts.Notices.NoticesClient Notices(Guid person) => new(host.As(person, Roles.Patient));
}
