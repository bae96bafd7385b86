using Grpc.Core;
using PracticeAspire.Notifications.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Notifications.Tests.Notices;

public sealed class NoticesTests(NotificationsHost host) : IClassFixture<NotificationsHost>
{
    private static readonly DateTimeOffset Start = new(2026, 4, 14, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Everyone_sees_their_own_newest_first()
    {
        var meeting = host.Meet();
        await host.HearAsync(meeting.Booked(Start));
        host.Clock.AdvanceSeconds(1);
        await host.HearAsync(meeting.Rescheduled(2, Start, Start.AddDays(1)));

        var patient = await Client(meeting.Patient).ListNoticesAsync(new());
        var stranger = await Client(Guid.CreateVersion7()).ListNoticesAsync(new());

        Assert.Equal(["appointment-rescheduled", "appointment-booked"], patient.Notices.Select(n => n.Kind));
        Assert.Equal(2, patient.Unread);
        var newest = patient.Notices[0];
        Assert.Equal((meeting.Id.ToString(), meeting.Practitioner.ToString(), "Europe/Berlin"), (newest.AppointmentId, newest.PractitionerId, newest.Zone));
        Assert.Equal((Start.AddDays(1), Start), (newest.Start.ToDateTimeOffset(), newest.PreviousStart.ToDateTimeOffset()));
        Assert.Null(patient.Notices[1].PreviousStart);
        Assert.Empty(stranger.Notices);
    }

    [Fact]
    public async Task Reading_counts_down_and_touches_nobody_else_s()
    {
        var meeting = host.Meet();
        await host.HearAsync(meeting.Booked(Start));
        await host.HearAsync(meeting.Cancelled(2, Start));
        var notices = (await Client(meeting.Patient).ListNoticesAsync(new())).Notices;

        Assert.Equal(0, (await Client(Guid.CreateVersion7()).MarkReadAsync(new() { Ids = { notices[0].Id } })).Unread);
        Assert.Equal(1, (await Client(meeting.Patient).MarkReadAsync(new() { Ids = { notices[0].Id } })).Unread);
        Assert.Equal(0, (await Client(meeting.Patient).MarkReadAsync(new())).Unread);

        Assert.Equal(2, (await Client(meeting.Practitioner).ListNoticesAsync(new())).Unread);
        Assert.All((await Client(meeting.Patient).ListNoticesAsync(new())).Notices, n => Assert.True(n.Read));
    }

    [Fact]
    public async Task The_bell_rings_whichever_replica_hears_of_it()
    {
        await using var replica = new Replica(host);
        var meeting = host.Meet();
        using var watch = new Contracts.Notices.NoticesClient(replica.As(meeting.Patient, Roles.Patient)).WatchUnread(new());
        Assert.Equal(0, await NextAsync(watch));

        await host.HearAsync(meeting.Booked(Start));
        Assert.Equal(1, await NextAsync(watch));

        await Client(meeting.Patient).MarkReadAsync(new());
        Assert.Equal(0, await NextAsync(watch));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    public async Task Refuses_a_limit_that_makes_no_sense(int limit)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await Client(Guid.CreateVersion7()).ListNoticesAsync(new() { Limit = limit }));

        Assert.Equal((StatusCode.InvalidArgument, "limit"), (refused.StatusCode, Refusal.From(refused)?.Field));
    }

    [Fact]
    public async Task Services_have_no_bell()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await new Contracts.Notices.NoticesClient(host.AsService("web")).ListNoticesAsync(new()));

        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
    }

    private Contracts.Notices.NoticesClient Client(Guid person) => new(host.As(person, Roles.Patient));

    private static async Task<int> NextAsync(AsyncServerStreamingCall<UnreadCount> watch)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        Assert.True(await watch.ResponseStream.MoveNext(patience.Token));
        return watch.ResponseStream.Current.Unread;
    }
}
