using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.Appointments.Booking;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Appointments.People;
using PracticeAspire.Appointments.Schedules;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Appointments.Calendar;

/// <summary>Looking at appointments; see the contract for who sees what.</summary>
internal sealed partial class CalendarService(
    AppointmentsDb db, ScheduleBooks books, SpeaksFor speaksFor, DayFeed feed, IClock clock, IHostApplicationLifetime lifetime) : Contracts.Calendar.CalendarBase
{
    /// <summary>What stands in a calendar: not what was cancelled, and no hold whose time is over.</summary>
    private IQueryable<Appointment> Standing(Interval within)
    {
        var now = clock.GetCurrentInstant();
        return db.Appointments.AsNoTracking()
            .Where(a => a.Start < within.End && a.End > within.Start && a.Start > within.Start - Duration.FromDays(1))
            .Where(a => a.Status != Status.Cancelled && (a.Status != Status.Held || a.HoldExpiresAt > now));
    }

    private static WorkingTime ToReply(Guid practitioner, Guid location, Interval time) => new()
    {
        PractitionerId = practitioner.ToString(),
        LocationId = location.ToString(),
        Start = time.Start.ToTimestamp(),
        End = time.End.ToTimestamp(),
    };
}

internal static class CalendarSetUp
{
    public static WebApplicationBuilder AddCalendar(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DayFeed>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DayFeed>());
        return builder;
    }
}
