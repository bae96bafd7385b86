using Grpc.Core;
using NodaTime;
using PracticeAspire.Notifications.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using static PracticeAspire.Notifications.Tests.Appointments.WhenAppointmentBookedTests;

namespace PracticeAspire.Notifications.Tests.Deliveries;

public sealed class DeliveryLedgerTests(NotificationsHost host) : IClassFixture<NotificationsHost>
{
    private static readonly DateTimeOffset Start = new(2026, 4, 14, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Tells_what_was_sent_to_whom_and_why()
    {
        await host.StartMailboxAsync();
        var meeting = host.Meet();

        var eventId = await host.HearAsync(meeting.Booked(Start));

        var deliveries = await ForStaffAsync(meeting, all => all.All(d => d.Status == "sent"));
        Assert.Equal(
            new[] { (meeting.Patient, "email"), (meeting.Patient, "in-app"), (meeting.Practitioner, "email"), (meeting.Practitioner, "in-app") }.Order(),
            deliveries.Select(d => (Guid.Parse(d.PersonId), d.Channel)).Order());
        Assert.All(deliveries, d => Assert.Equal((eventId.ToString(), "appointment-booked", 1), (d.EventId, d.Kind, d.Attempts)));
        Assert.All(deliveries, d => Assert.NotNull(d.SentAt));
    }

    [Fact]
    public async Task Patients_see_their_own_and_nobody_else_s()
    {
        await host.StartMailboxAsync();
        var meeting = host.Meet();
        await host.HearAsync(meeting.Booked(Start));

        var own = await Client(meeting.Patient, Roles.Patient).ListDeliveriesAsync(new() { AppointmentId = meeting.Id.ToString() });
        var others = await Client(Guid.CreateVersion7(), Roles.Patient).ListDeliveriesAsync(new() { AppointmentId = meeting.Id.ToString() });

        Assert.All(own.Deliveries, d => Assert.Equal(meeting.Patient.ToString(), d.PersonId));
        Assert.Equal(2, own.Deliveries.Count);
        Assert.Empty(others.Deliveries);
    }

    [Fact]
    public async Task Services_and_strangers_are_refused()
    {
        var request = new ListDeliveriesRequest { AppointmentId = Guid.CreateVersion7().ToString() };

        var service = await Assert.ThrowsAsync<RpcException>(
            async () => await new Contracts.Deliveries.DeliveriesClient(host.AsService("web")).ListDeliveriesAsync(request));
        var nobody = await Assert.ThrowsAsync<RpcException>(
            async () => await new Contracts.Deliveries.DeliveriesClient(host.AsNobody()).ListDeliveriesAsync(request));

        Assert.Equal((StatusCode.PermissionDenied, StatusCode.Unauthenticated), (service.StatusCode, nobody.StatusCode));
    }

    [Fact]
    public async Task Someone_without_an_address_is_told_in_the_app_only()
    {
        await host.StartMailboxAsync();
        var meeting = host.Meet();
        host.Neighbours.Directory.Know(meeting.Patient, "Pat", "");

        await host.HearAsync(meeting.Booked(Start));

        var deliveries = await ForStaffAsync(meeting, all => all.All(d => d.Status != "waiting"));
        Assert.Equal("no-address", deliveries.Single(d => d.PersonId == meeting.Patient.ToString() && d.Channel == "email").Status);
        Assert.Equal("sent", deliveries.Single(d => d.PersonId == meeting.Patient.ToString() && d.Channel == "in-app").Status);
    }

    [Fact]
    public async Task What_is_over_is_not_announced_any_more()
    {
        await host.StartMailboxAsync();
        var meeting = host.Meet();

        await host.HearAsync(meeting.Booked(host.Clock.GetCurrentInstant().ToDateTimeOffset().AddHours(-1)));

        var deliveries = await ForStaffAsync(meeting, all => all.All(d => d.Status != "waiting"));
        Assert.All(deliveries.Where(d => d.Channel == "email"), d => Assert.Equal("outdated", d.Status));
    }

    [Fact]
    public async Task A_directory_that_is_down_delays_a_mail_and_costs_it_no_attempt()
    {
        await host.StartMailboxAsync();
        var meeting = host.Meet();
        host.Neighbours.Directory.Away = true;
        try
        {
            await host.HearAsync(meeting.Booked(Start));
            var waiting = await ForStaffAsync(meeting, all => all.Where(d => d.Channel == "email").All(d => d.Error.Length > 0));
            Assert.All(waiting.Where(d => d.Channel == "email"), d => Assert.Equal(("waiting", 0), (d.Status, d.Attempts)));
        }
        finally
        {
            host.Neighbours.Directory.Away = false;
        }

        host.Clock.Advance(Duration.FromSeconds(10));
        var sent = await ForStaffAsync(meeting, all => all.All(d => d.Status == "sent"));
        Assert.All(sent, d => Assert.Equal(1, d.Attempts));
    }

    [Fact]
    public async Task A_crash_between_sending_and_knowing_it_sends_the_same_mail_again()
    {
        var mailbox = await host.StartMailboxAsync();
        var meeting = host.Meet();
        _ = host.Services;
        await host.Sql.RunAsync(
            $"""
            CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the process died here'; END $$;
            CREATE TRIGGER forget BEFORE UPDATE ON delivery FOR EACH ROW
            WHEN (new.status = 'sent' AND new.person_id = '{meeting.Patient}') EXECUTE FUNCTION forget()
            """);

        await host.HearAsync(meeting.Booked(Start));
        await Arrived(mailbox, meeting.PatientMail, 1);
        await host.Sql.RunAsync("DROP TRIGGER forget ON delivery");
        host.Clock.Advance(Duration.FromMinutes(3));

        var mails = await Arrived(mailbox, meeting.PatientMail, 2);
        Assert.Single(mails.Select(m => m.Message.MessageId).Distinct());
        Assert.Single(mails.Select(m => m.CalendarPart.Text).Distinct());
        var delivery = (await ForStaffAsync(meeting, all => all.All(d => d.Status == "sent"))).Single(d => d.PersonId == meeting.Patient.ToString() && d.Channel == "email");
        Assert.Equal(2, delivery.Attempts);
        Assert.Equal($"{delivery.Id}@riverside.example", mails[0].Message.MessageId);
    }

    [Fact]
    public async Task Two_replicas_send_each_mail_once()
    {
        var mailbox = await host.StartMailboxAsync();
        await using var replica = new Replica(host);
        _ = replica.Services;
        var meetings = Enumerable.Range(0, 15).Select(_ => host.Meet()).ToList();

        await Parallel.ForEachAsync(meetings, async (meeting, _) => await host.HearAsync(meeting.Booked(Start)));

        foreach (var meeting in meetings)
        {
            await ForStaffAsync(meeting, all => all.All(d => d.Status == "sent"));
            Assert.Single(await mailbox.MailToAsync(meeting.PatientMail));
            Assert.Single(await mailbox.MailToAsync(meeting.PractitionerMail));
        }
    }

    private Contracts.Deliveries.DeliveriesClient Client(Guid person, string role) => new(host.As(person, role));

    private Task<List<Delivery>> ForStaffAsync(Meeting meeting, Func<List<Delivery>, bool> enough) => host.DeliveriesOfAsync(meeting, enough);
}
