using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Appointments.Tests.People;

public sealed class WhenProxyChangedTests(Practice practice) : IClassFixture<Practice>
{
    [Fact]
    public async Task Whoever_acts_for_a_patient_books_sees_moves_and_cancels_for_them_and_it_is_recorded_as_done_by_them()
    {
        var (patient, doctor, proxy) = (await practice.PatientAsync(), await practice.DoctorAsync(), Guid.CreateVersion7());
        var (booking, calendar) = ClientsOf(proxy);
        var wish = practice.Wish(patient, doctor, Practice.Tomorrow(9));
        Assert.Equal(RefusalKind.NotAllowed, (await Practice.RefusedAsync(() => booking.BookAppointmentAsync(wish).ResponseAsync)).Kind);

        await TellAsync(patient, proxy, version: 1);
        await booking.HoldSlotAsync(wish);
        await booking.ReleaseHoldAsync(new() { Id = wish.Id });
        var booked = await booking.BookAppointmentAsync(wish);
        Assert.Equal([booked.Id], (await calendar.ListForPatientAsync(new() { PatientId = patient })).Appointments.Select(a => a.Id));
        await booking.RescheduleAppointmentAsync(new() { RequestId = Guid.CreateVersion7().ToString(), Id = booked.Id, Version = booked.Version, Start = Practice.Tomorrow(10) });
        await booking.CancelAppointmentAsync(new() { RequestId = Guid.CreateVersion7().ToString(), Id = booked.Id, Version = booked.Version + 1 });

        var detail = await calendar.GetAppointmentAsync(new() { Id = booked.Id });
        Assert.Equal(3, detail.History.Count);
        Assert.All(detail.History, change => Assert.Equal(proxy.ToString(), change.By));
    }

    [Theory]
    [InlineData("ended")]
    [InlineData("ran out")]
    [InlineData("for something else")]
    public async Task Whoever_does_so_no_more_sees_nothing(string why)
    {
        var (patient, doctor, proxy) = (await practice.PatientAsync(), await practice.DoctorAsync(), Guid.CreateVersion7());
        var booked = await practice.Reception.BookAppointmentAsync(practice.Wish(patient, doctor, Practice.Tomorrow(9)));
        var (_, calendar) = ClientsOf(proxy);
        var id = Guid.CreateVersion7();
        await TellAsync(patient, proxy, version: 1, id: id);
        await calendar.GetAppointmentAsync(new() { Id = booked.Id });

        var now = practice.Clock.GetCurrentInstant().ToDateTimeOffset();
        await TellAsync(patient, proxy, version: 2, id: id, endsAt: why == "for something else" ? null : now.AddSeconds(why == "ended" ? 0 : -1), scope: why == "for something else" ? "records" : "appointments", at: now);
        Assert.Equal(RefusalKind.NotFound, (await Practice.RefusedAsync(() => calendar.GetAppointmentAsync(new() { Id = booked.Id }).ResponseAsync)).Kind);
        Assert.Equal(RefusalKind.NotFound, (await Practice.RefusedAsync(() => calendar.ListForPatientAsync(new() { PatientId = patient }).ResponseAsync)).Kind);

        // What comes late changes nothing.
        await TellAsync(patient, proxy, version: 1, id: id);
        Assert.Equal(RefusalKind.NotFound, (await Practice.RefusedAsync(() => calendar.GetAppointmentAsync(new() { Id = booked.Id }).ResponseAsync)).Kind);
    }

    [Fact]
    public async Task Acting_for_one_patient_opens_no_other()
    {
        var (patient, other, proxy) = (await practice.PatientAsync(), await practice.PatientAsync(), Guid.CreateVersion7());
        await TellAsync(patient, proxy, version: 1);
        var (booking, calendar) = ClientsOf(proxy);
        Assert.Equal(RefusalKind.NotFound, (await Practice.RefusedAsync(() => calendar.ListForPatientAsync(new() { PatientId = other }).ResponseAsync)).Kind);
        var wish = practice.Wish(other, await practice.DoctorAsync(), Practice.Tomorrow(9));
        Assert.Equal(RefusalKind.NotAllowed, (await Practice.RefusedAsync(() => booking.BookAppointmentAsync(wish).ResponseAsync)).Kind);

        // Nor does it open the proxy to the patient.
        var (_, theirs) = ClientsOf(Guid.Parse(patient));
        Assert.Equal(RefusalKind.NotFound, (await Practice.RefusedAsync(() => theirs.ListForPatientAsync(new() { PatientId = proxy.ToString() }).ResponseAsync)).Kind);
    }

    [Fact]
    public async Task It_holds_for_the_record_that_the_patients_was_merged_into()
    {
        var (stays, goes, proxy) = (await practice.PatientAsync(), await practice.PatientAsync(), Guid.CreateVersion7());
        await TellAsync(goes, proxy, version: 1);
        await practice.HearAsync(new PatientsMerged(Guid.Parse(stays), Guid.Parse(goes), 2, DateTimeOffset.UtcNow));
        var booked = await practice.Reception.BookAppointmentAsync(practice.Wish(stays, await practice.DoctorAsync(), Practice.Tomorrow(9)));
        Assert.Equal(booked.Id, (await ClientsOf(proxy).Calendar.GetAppointmentAsync(new() { Id = booked.Id })).Appointment.Id);
    }

    private (Contracts.Booking.BookingClient Booking, Contracts.Calendar.CalendarClient Calendar) ClientsOf(Guid person) =>
        (new(practice.As(person, Roles.Patient)), new(practice.As(person, Roles.Patient)));

    private Task TellAsync(string patient, Guid proxy, long version, Guid? id = null, DateTimeOffset? endsAt = null, string scope = "appointments", DateTimeOffset? at = null) =>
        practice.HearAsync(new ProxyChanged(id ?? Guid.CreateVersion7(), version, Guid.Parse(patient), proxy, [scope], endsAt, at ?? DateTimeOffset.UtcNow));
}
