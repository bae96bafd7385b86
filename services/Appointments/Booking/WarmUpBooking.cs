using NodaTime;
using PracticeAspire.Appointments.Schedules;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Booking;

/// <summary>
/// Goes the way of a booking once before the first person does: a wish that nothing can satisfy, because no schedule book has its version.
/// </summary>
internal static class WarmUpBooking
{
    private const long NoSuchVersion = -1;

    public static WebApplicationBuilder WarmUpBookingPath(this WebApplicationBuilder builder) => builder.WarmUp("booking", async (services, ct) =>
    {
        var book = await services.GetRequiredService<ScheduleBooks>().CurrentAsync(ct);
        var location = new Location { Name = "nowhere", Zone = "America/New_York", OpeningHours = [.. EveryDay()] };
        var visitType = new VisitType { Name = "nothing", DurationMinutes = 15, GridMinutes = 15 };
        var start = services.GetRequiredService<IClock>().GetCurrentInstant();
        var wish = new Wish(
            Guid.Empty, Guid.Empty, [Guid.Empty], Guid.CreateVersion7(), location, visitType, visitType.VisitAt(start), HoldUntil: null, Guid.Empty, start);

        await services.GetRequiredService<ClaimTime>().TryAsync(wish, NoSuchVersion, OutboxEntry.Of(Fact(wish)), ct);
        await services.GetRequiredService<WhyNot>().AskAsync(wish, book, holdRanOut: false, ct);
    });

    private static IEnumerable<WeeklyTime> EveryDay() =>
        Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None)
            .Select(day => new WeeklyTime { Weekday = day, From = new LocalTime(8, 0), To = new LocalTime(16, 0) });

    private static Contracts.AppointmentBooked Fact(Wish wish) => new(
        wish.Id, 1,
        new(wish.PatientRecord, wish.PractitionerId, wish.Location.Id, wish.VisitType.Id, wish.VisitType.Name,
            wish.Visit.Start.ToDateTimeOffset(), wish.Visit.End.ToDateTimeOffset(), wish.Location.Zone),
        wish.By, wish.Now.ToDateTimeOffset());
}
