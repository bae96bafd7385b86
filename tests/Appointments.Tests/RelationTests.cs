using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Appointments.Tests;

/// <summary>Who sees and does what about a patient's appointments, by what they are to them.</summary>
public sealed class RelationTests(Practice practice) : IClassFixture<Practice>
{
    private readonly List<Guid> deactivated = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Dictionary<string, Func<Scene, Task<bool>>> Doors => new()
    {
        ["practice.appointments.v1.Booking/HoldSlot"] = async scene =>
            (await BookingOf(scene).HoldSlotAsync(practice.Wish(scene.Patient, scene.Doctor, Practice.Tomorrow(11)), cancellationToken: Ct)).PatientId == scene.Patient,
        ["practice.appointments.v1.Booking/BookAppointment"] = async scene =>
            (await BookingOf(scene).BookAppointmentAsync(practice.Wish(scene.Patient, scene.Doctor, Practice.Tomorrow(11)), cancellationToken: Ct)).PatientId == scene.Patient,
        ["practice.appointments.v1.Booking/ReleaseHold"] = async scene =>
        {
            var hold = await practice.Reception.HoldSlotAsync(practice.Wish(scene.Patient, scene.Doctor, Practice.Tomorrow(12)), cancellationToken: Ct);
            await BookingOf(scene).ReleaseHoldAsync(new() { Id = hold.Id }, cancellationToken: Ct);
            return (await practice.Board.ListForPatientAsync(new() { PatientId = scene.Patient }, cancellationToken: Ct)).Appointments.All(a => a.Id != hold.Id);
        },
        ["practice.appointments.v1.Booking/RescheduleAppointment"] = async scene => (await BookingOf(scene).RescheduleAppointmentAsync(
            new() { RequestId = Guid.CreateVersion7().ToString(), Id = scene.Appointment, Version = 1, Start = Practice.Tomorrow(13) }, cancellationToken: Ct)).Version == 2,
        ["practice.appointments.v1.Booking/CancelAppointment"] = async scene => (await BookingOf(scene).CancelAppointmentAsync(
            new() { RequestId = Guid.CreateVersion7().ToString(), Id = scene.Appointment, Version = 1 }, cancellationToken: Ct)).Status == AppointmentStatus.Cancelled,
        ["practice.appointments.v1.Booking/MarkNoShow"] = async scene => (await BookingOf(scene).MarkNoShowAsync(
            new() { RequestId = Guid.CreateVersion7().ToString(), Id = scene.Appointment, Version = 1 }, cancellationToken: Ct)).Status == AppointmentStatus.NoShow,
        ["practice.appointments.v1.Calendar/GetAppointment"] = async scene =>
            (await CalendarOf(scene).GetAppointmentAsync(new() { Id = scene.Appointment }, cancellationToken: Ct)).Appointment.PatientId == scene.Patient,
        ["practice.appointments.v1.Calendar/ListForPatient"] = async scene =>
            (await CalendarOf(scene).ListForPatientAsync(new() { PatientId = scene.Patient }, cancellationToken: Ct)).Appointments.Count > 0,

        // Its own time is free to who may know whose it is.
        ["practice.appointments.v1.Slots/FindSlots"] = async scene => (await new Contracts.Slots.SlotsClient(scene.Calls).FindSlotsAsync(
            new() { VisitTypeId = practice.VisitType, PractitionerId = scene.Doctor, FirstDay = "2026-03-04", Days = 1, MovingAppointmentId = scene.Appointment }, cancellationToken: Ct))
            .Slots.Any(s => s.Start.Equals(Practice.Tomorrow(9))),
    };

    [Fact]
    public async Task Every_door_answers_as_the_document_says_by_what_one_is_to_the_patient() =>
        Assert.Empty(await ByRelation.AtEveryDoorAsync(AppNames.Appointments, SetAsync, Doors, Ct));

    [Fact]
    public async Task No_door_that_takes_something_of_a_patient_is_missing_in_the_document() =>
        Assert.Empty(await ByRelation.UnknownDoorsAsync(practice, AppNames.Appointments, Ct));

    private static Contracts.Booking.BookingClient BookingOf(Scene scene) => new(scene.Calls);

    private static Contracts.Calendar.CalendarClient CalendarOf(Scene scene) => new(scene.Calls);

    private async Task<Scene> SetAsync(string caller)
    {
        var (patient, doctor, person, grant) = (await practice.PatientAsync(), await practice.DoctorAsync(), Guid.Parse(await practice.PatientAsync()), Guid.CreateVersion7());
        var booked = await practice.Reception.BookAppointmentAsync(practice.Wish(patient, doctor, Practice.Tomorrow(9)), cancellationToken: Ct);
        var now = practice.Clock.GetCurrentInstant().ToDateTimeOffset();
        if (caller is ByRelation.Proxy or ByRelation.EndedProxy)
            await practice.HearAsync(new ProxyChanged(grant, 1, Guid.Parse(patient), person, ["appointments"], null, now));
        if (caller is ByRelation.ProxyForElse)
            await practice.HearAsync(new ProxyChanged(grant, 1, Guid.Parse(patient), person, ["records"], null, now));
        if (caller is ByRelation.EndedProxy)
            await practice.HearAsync(new ProxyChanged(grant, 2, Guid.Parse(patient), person, ["appointments"], now, now));
        if (caller is ByRelation.Deactivated)
            deactivated.Add(Guid.Parse(patient));
        practice.Services.GetRequiredService<AccessRules>().Take(ByRelation.RolesAsTheyComeWithout(deactivated));

        var asks = caller is ByRelation.Self or ByRelation.Deactivated ? Guid.Parse(patient) : person;
        return new Scene(practice.As(asks, ByRelation.Relations.Contains(caller) ? Roles.Patient : caller), patient, doctor, booked.Id);
    }

    private sealed record Scene(CallInvoker Calls, string Patient, string Doctor, string Appointment);
}
