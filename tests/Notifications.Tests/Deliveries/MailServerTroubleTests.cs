using Grpc.Core;
using NodaTime;
using PracticeAspire.Notifications.Mail;
using PracticeAspire.ServiceDefaults;
using static PracticeAspire.Notifications.Tests.Appointments.WhenAppointmentBookedTests;

namespace PracticeAspire.Notifications.Tests.Deliveries;

public sealed class MailServerTroubleTests
{
    private static readonly DateTimeOffset Start = new(2026, 4, 14, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_mail_server_that_is_down_gets_the_mail_when_it_is_back()
    {
        await using var host = new NotificationsHost();
        await host.InitializeAsync();
        var meeting = host.Meet();

        await host.HearAsync(meeting.Booked(Start));
        var waiting = await host.DeliveriesOfAsync(meeting, all => all.Where(d => d.Channel == "email").All(d => d.Error.Length > 0));
        Assert.All(waiting.Where(d => d.Channel == "email"), d => Assert.Equal(("waiting", 1), (d.Status, d.Attempts)));
        var mailbox = await host.StartMailboxAsync();
        host.Clock.Advance(Duration.FromMinutes(1));

        Assert.Single(await Arrived(mailbox, meeting.PatientMail, 1));
        var sent = await host.DeliveriesOfAsync(meeting, all => all.All(d => d.Status == "sent"));
        Assert.All(sent.Where(d => d.Channel == "email"), d => Assert.Equal((2, ""), (d.Attempts, d.Error)));
    }

    [Fact]
    public async Task A_refusal_for_good_is_given_up_visibly_and_can_be_sent_again_by_an_administrator()
    {
        await using var host = new NotificationsHost();
        await host.InitializeAsync();
        await host.StartRefusingMailboxAsync();
        var meeting = host.Meet();

        await host.HearAsync(meeting.Booked(Start));

        var failed = (await host.DeliveriesOfAsync(meeting, all => all.Where(d => d.Channel == "email").All(d => d.Status == "failed"))).First(d => d.Channel == "email");
        Assert.Equal("The mail server refused it for good (550).", failed.Error);
        Assert.Equal(1, failed.Attempts);

        var asReceptionist = new Contracts.Deliveries.DeliveriesClient(host.As(Guid.CreateVersion7(), Roles.Receptionist));
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await asReceptionist.SendAgainAsync(new() { DeliveryId = failed.Id }));
        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);

        var asAdministrator = new Contracts.Deliveries.DeliveriesClient(host.As(Guid.CreateVersion7(), Roles.Administrator));
        await host.ReplaceMailboxAsync();
        await asAdministrator.SendAgainAsync(new() { DeliveryId = failed.Id });

        var again = await host.DeliveriesOfAsync(meeting, all => all.Any(d => d.Id == failed.Id && d.Status == "sent"));
        Assert.Equal("", again.Single(d => d.Id == failed.Id).Error);
        var rule = await Assert.ThrowsAsync<RpcException>(async () => await asAdministrator.SendAgainAsync(new() { DeliveryId = failed.Id }));
        Assert.Equal("not-failed", Refusal.From(rule)?.Code);
    }

    [Fact]
    public void Pauses_grow_from_seconds_to_half_an_hour_and_last_about_a_day()
    {
        var total = TimeSpan.Zero;
        var attempts = 1;
        for (; !Backoff.IsUsedUp(attempts); attempts++)
            total += Backoff.After(attempts);

        Assert.Equal(TimeSpan.FromSeconds(5), Backoff.After(1));
        Assert.Equal(TimeSpan.FromMinutes(30), Backoff.After(attempts));
        Assert.InRange(total.TotalHours, 22, 26);
    }
}
