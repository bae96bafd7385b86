using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Appointments.Schedules;

namespace PracticeAspire.Appointments.Tests.Schedules;

public sealed class SetWorkingHoursTests(Practice practice) : IClassFixture<Practice>
{
    [Fact]
    public async Task Nobody_is_offered_or_bookable_until_hours_are_given()
    {
        var newcomer = await practice.NewcomerAsync("Cardiology");
        Assert.Empty((await HoursAsync(newcomer)).Hours);
        Assert.Empty(await TimesAsync(new() { PractitionerId = newcomer }));
        Assert.Empty(await TimesAsync(new() { Speciality = "Cardiology" }));
        Assert.DoesNotContain(newcomer, (await practice.Board.GetDayAsync(new() { LocationId = practice.Location, Day = "2026-03-04" })).WorkingTimes.Select(w => w.PractitionerId));
        var wish = practice.Wish(await practice.PatientAsync(), newcomer, Practice.Tomorrow(9));
        Assert.Equal("outside-working-hours", (await Practice.RefusedAsync(() => practice.Reception.BookAppointmentAsync(wish).ResponseAsync)).Code);

        await practice.Office.SetWorkingHoursAsync(Wednesdays(newcomer));
        Assert.Equal(3, (await TimesAsync(new() { Speciality = "Cardiology" })).Count);
        Assert.Equal(newcomer, (await practice.Reception.BookAppointmentAsync(wish)).PractitionerId);

        await practice.Office.SetWorkingHoursAsync(new() { PractitionerId = newcomer, LocationId = practice.Location });
        Assert.Empty(await TimesAsync(new() { PractitionerId = newcomer }));
    }

    [Fact]
    public async Task Nobody_has_working_days_until_hours_are_given()
    {
        var newcomer = await practice.NewcomerAsync();
        await PlanAsync();
        Assert.Empty(await practice.AnnouncedAsync(newcomer));

        await practice.Office.SetWorkingHoursAsync(Wednesdays(newcomer));
        await PlanAsync();
        Assert.Equal([.. Enumerable.Repeat(WorkingDayPlanned.Topic, 9)], await practice.AnnouncedAsync(newcomer));
    }

    [Fact]
    public async Task Hours_at_a_place_that_is_not_there_are_refused()
    {
        var ask = new GetWorkingHoursRequest { PractitionerId = await practice.NewcomerAsync(), LocationId = Guid.CreateVersion7().ToString() };
        Assert.Equal("unknown-location", (await Practice.RefusedAsync(() => practice.Office.GetWorkingHoursAsync(ask).ResponseAsync)).Code);
    }

    private WorkingHours Wednesdays(string practitioner) => new()
    {
        PractitionerId = practitioner,
        LocationId = practice.Location,
        Hours = { new WeeklyHours { Weekday = 3, From = "09:00", To = "10:00" } },
    };

    private async Task<WorkingHours> HoursAsync(string practitioner) =>
        await practice.Office.GetWorkingHoursAsync(new() { PractitionerId = practitioner, LocationId = practice.Location });

    private async Task<IReadOnlyList<Slot>> TimesAsync(FindSlotsRequest ask)
    {
        (ask.VisitTypeId, ask.FirstDay, ask.Days) = (practice.VisitType, "2026-03-04", 7);
        return (await practice.Slots.FindSlotsAsync(ask)).Slots;
    }

    private async Task PlanAsync()
    {
        await using var scope = practice.Services.CreateAsyncScope();
        var plan = practice.Services.GetServices<IHostedService>().OfType<PlanWorkingDays>().Single();
        await plan.PlanAsync(scope.ServiceProvider.GetRequiredService<AppointmentsDb>(), TestContext.Current.CancellationToken);
    }
}
