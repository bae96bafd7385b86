using NodaTime;
using PracticeAspire.Appointments.People;
using PracticeAspire.Appointments.Schedules;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Booking;

/// <summary>Taking, moving and giving back times; see the contract for who may and what is refused.</summary>
internal sealed partial class BookingService(
    AppointmentsDb db, ScheduleBooks books, ClaimTime claimTime, WhyNot whyNot, SpeaksFor speaksFor, IClock clock) : Contracts.Booking.BookingBase
{
    private async Task RequireMayBookForAsync(Caller caller, Guid patient, CancellationToken ct)
    {
        if (!MaySchedule(caller) && !await speaksFor.AskAsync(caller, patient, ct))
            throw new NotAllowed("You can book for yourself and for those you act for. Ask the practice to book for someone else.");
    }

    private static bool MaySchedule(Caller caller) => caller.May(Permissions.ManageAppointments);

    /// <summary>An appointment of the caller or of someone they act for, or anyone's to who schedules; to others it does not exist.</summary>
    private async Task<Appointment> FindAsync(Caller caller, Guid id, CancellationToken ct)
    {
        var appointment = await db.Appointments.FindAsync([id], ct);
        return appointment is not null && (MaySchedule(caller) || await speaksFor.AskAsync(caller, appointment.PatientId, ct))
            ? appointment
            : throw new NotFound();
    }

    private void Note(Appointment appointment, string what, Caller caller) =>
        db.Changes.Add(AppointmentChange.Of(appointment, what, caller.PersonId, clock.GetCurrentInstant()));
}

internal static class BookingSetUp
{
    public static WebApplicationBuilder AddBooking(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ClaimTime>();
        builder.Services.AddScoped<WhyNot>();
        builder.Services.AddScoped<SpeaksFor>();
        builder.Services.AddHostedService<ExpireHolds>();
        return builder;
    }
}
