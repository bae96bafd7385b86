using NodaTime;
using PracticeAspire.Appointments.Schedules;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Booking;

/// <summary>Taking, moving and giving back times; see the contract for who may and what is refused.</summary>
internal sealed partial class BookingService(
    AppointmentsDb db, ScheduleBooks books, ClaimTime claimTime, WhyNot whyNot, IClock clock) : Contracts.Booking.BookingBase
{
    private static void MayBookFor(Caller caller, Guid patient)
    {
        if (!MaySchedule(caller) && caller.PersonId != patient)
            throw new NotAllowed("You can book for yourself only. Ask the practice to book for someone else.");
    }

    private static bool MaySchedule(Caller caller) => caller.May(Permissions.ManageAppointments);

    /// <summary>The caller's own appointment, or anyone's to who schedules; to others it does not exist.</summary>
    private async Task<Appointment> FindAsync(Caller caller, Guid id, CancellationToken ct)
    {
        var appointment = await db.Appointments.FindAsync([id], ct);
        return appointment is not null && (MaySchedule(caller) || (await books.CurrentAsync(ct)).PatientOf(appointment.PatientId) == caller.PersonId)
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
        builder.Services.AddHostedService<ExpireHolds>();
        return builder;
    }
}
