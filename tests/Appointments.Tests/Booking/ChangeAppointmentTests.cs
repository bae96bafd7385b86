using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Tests.Booking;

public sealed class ChangeAppointmentTests : IAsyncLifetime
{
    private readonly Practice practice = new();

    public ValueTask InitializeAsync() => practice.InitializeAsync();

    public ValueTask DisposeAsync() => practice.DisposeAsync();

    [Fact]
    public async Task Rescheduling_frees_the_old_time_and_keeps_the_history()
    {
        var (booked, doctor) = await BookedAsync(9);
        var move = new RescheduleAppointmentRequest { RequestId = NewId(), Id = booked.Id, Version = 1, Start = Practice.Tomorrow(11) };
        var moved = await practice.Reception.RescheduleAppointmentAsync(move);
        Assert.Equal((2, Practice.Tomorrow(11)), (moved.Version, moved.Start));
        Assert.Equal(moved, await practice.Reception.RescheduleAppointmentAsync(move));

        await practice.Reception.BookAppointmentAsync(practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(9)));
        var detail = await practice.Board.GetAppointmentAsync(new() { Id = booked.Id });
        Assert.Equal(["booked", "rescheduled"], detail.History.Select(h => h.What));
        Assert.Equal([AppointmentBooked.Topic, AppointmentRescheduled.Topic], await practice.AnnouncedAsync(booked.Id));
    }

    [Fact]
    public async Task Rescheduling_into_a_taken_time_changes_nothing()
    {
        var (booked, doctor) = await BookedAsync(9);
        await practice.Reception.BookAppointmentAsync(practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(11)));

        var move = new RescheduleAppointmentRequest { RequestId = NewId(), Id = booked.Id, Version = 1, Start = Practice.Tomorrow(11) };
        Assert.Equal("practitioner-busy", (await Practice.RefusedAsync(() => practice.Reception.RescheduleAppointmentAsync(move).ResponseAsync)).Code);
        Assert.Equal(Practice.Tomorrow(9), (await practice.Board.GetAppointmentAsync(new() { Id = booked.Id })).Appointment.Start);

        var rival = practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(9));
        Assert.Equal("practitioner-busy", (await Practice.RefusedAsync(() => practice.Reception.BookAppointmentAsync(rival).ResponseAsync)).Code);
    }

    [Fact]
    public async Task Moving_by_less_than_its_own_length_is_no_conflict_with_itself()
    {
        var doctor = await practice.DoctorAsync();
        var booked = await practice.Reception.BookAppointmentAsync(
            practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(9), practice.RoomVisit));
        var moved = await practice.Reception.RescheduleAppointmentAsync(
            new() { RequestId = NewId(), Id = booked.Id, Version = 1, Start = Practice.Tomorrow(9, 30) });
        Assert.Equal("Room 1", moved.RoomName);
    }

    [Fact]
    public async Task A_stale_form_is_told_the_current_version()
    {
        var (booked, _) = await BookedAsync(9);
        await practice.Reception.RescheduleAppointmentAsync(new() { RequestId = NewId(), Id = booked.Id, Version = 1, Start = Practice.Tomorrow(10) });
        var refusal = await Practice.RefusedAsync(() => practice.Reception.CancelAppointmentAsync(
            new() { RequestId = NewId(), Id = booked.Id, Version = 1 }).ResponseAsync);
        Assert.Equal((RefusalKind.Stale, 2L), (refusal.Kind, refusal.CurrentVersion));
    }

    [Fact]
    public async Task Two_who_change_it_at_once_get_one_change()
    {
        var (booked, _) = await BookedAsync(9);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(async n =>
        {
            try
            {
                await practice.Reception.RescheduleAppointmentAsync(
                    new() { RequestId = NewId(), Id = booked.Id, Version = 1, Start = Practice.Tomorrow(10 + n) });
                return "moved";
            }
            catch (Grpc.Core.RpcException refusal)
            {
                return Refusal.From(refusal).Kind.ToString();
            }
        }));
        Assert.Equal([.. Enumerable.Repeat("Stale", 5), "moved"], outcomes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Cancelling_frees_the_time_at_once_and_notes_whether_it_was_late()
    {
        var (booked, doctor) = await BookedAsync(9);
        practice.Clock.Advance(Duration.FromHours(3));
        var cancelled = await practice.Reception.CancelAppointmentAsync(
            new() { RequestId = NewId(), Id = booked.Id, Version = 1, Reason = "Feels better" });
        Assert.Equal((AppointmentStatus.Cancelled, "Feels better", true), (cancelled.Status, cancelled.CancellationReason, cancelled.CancelledLate));
        await practice.Reception.BookAppointmentAsync(practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(9)));

        var again = new CancelAppointmentRequest { RequestId = NewId(), Id = booked.Id, Version = 2 };
        Assert.Equal("not-booked", (await Practice.RefusedAsync(() => practice.Reception.CancelAppointmentAsync(again).ResponseAsync)).Code);
    }

    [Fact]
    public async Task A_request_id_stands_for_one_request()
    {
        var (booked, _) = await BookedAsync(9);
        var cancel = new CancelAppointmentRequest { RequestId = NewId(), Id = booked.Id, Version = 1, Reason = "one" };
        var first = await practice.Reception.CancelAppointmentAsync(cancel);
        Assert.Equal(first, await practice.Reception.CancelAppointmentAsync(cancel));

        cancel.Reason = "another";
        Assert.Equal("id-reused", (await Practice.RefusedAsync(() => practice.Reception.CancelAppointmentAsync(cancel).ResponseAsync)).Code);
    }

    [Fact]
    public async Task Another_patients_appointment_is_not_there()
    {
        var (booked, _) = await BookedAsync(9);
        var stranger = practice.As(Guid.CreateVersion7(), Roles.Patient);
        var kinds = new[]
        {
            await Practice.RefusedAsync(() => new Contracts.Calendar.CalendarClient(stranger).GetAppointmentAsync(new() { Id = booked.Id }).ResponseAsync),
            await Practice.RefusedAsync(() => new Contracts.Booking.BookingClient(stranger).CancelAppointmentAsync(
                new() { RequestId = NewId(), Id = booked.Id, Version = 1 }).ResponseAsync),
            await Practice.RefusedAsync(() => new Contracts.Calendar.CalendarClient(stranger).ListForPatientAsync(new() { PatientId = booked.PatientId }).ResponseAsync),
        };
        Assert.All(kinds, refusal => Assert.Equal(RefusalKind.NotFound, refusal.Kind));
    }

    [Fact]
    public async Task A_no_show_is_marked_by_staff_once_its_time_has_come()
    {
        var (booked, _) = await BookedAsync(9);
        var mark = new MarkNoShowRequest { RequestId = NewId(), Id = booked.Id, Version = 1 };
        Assert.Equal("not-started", (await Practice.RefusedAsync(() => practice.Reception.MarkNoShowAsync(mark).ResponseAsync)).Code);

        practice.Clock.Reset(Instant.FromUnixTimeSeconds(Practice.Tomorrow(9, 5).Seconds));
        Assert.Equal(AppointmentStatus.NoShow, (await practice.Reception.MarkNoShowAsync(mark)).Status);
        Assert.Equal([AppointmentBooked.Topic, AppointmentMissed.Topic], await practice.AnnouncedAsync(booked.Id));
    }

    private static string NewId() => Guid.CreateVersion7().ToString();

    private async Task<(Contracts.Appointment Booked, string Doctor)> BookedAsync(int hour)
    {
        var doctor = await practice.DoctorAsync();
        return (await practice.Reception.BookAppointmentAsync(practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(hour))), doctor);
    }
}
