using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Appointments.Tests.Schedules;

public sealed class DemoScheduleTests(DemoPractice practice) : IClassFixture<DemoPractice>
{
    [Fact]
    public async Task The_demo_doctors_work_at_both_places_and_whoever_comes_later_does_not()
    {
        var newcomer = await practice.NewcomerAsync();
        foreach (var doctor in DemoDoctors.All)
            await practice.HearAsync(new PractitionerRegistered(doctor, 1, [], Active: true, DateTimeOffset.UtcNow));

        var demo = (await practice.Office.ListLocationsAsync(new())).Locations.Where(l => l.Id != practice.Location).ToList();
        Assert.Equal(2, demo.Count);
        foreach (var location in demo)
        {
            var day = await practice.Board.GetDayAsync(new() { LocationId = location.Id, Day = "2026-03-04" });
            Assert.Equal(DemoDoctors.All.Select(d => d.ToString()), day.WorkingTimes.Select(w => w.PractitionerId).Distinct().Order());
            Assert.DoesNotContain(newcomer, day.WorkingTimes.Select(w => w.PractitionerId));
        }
    }
}

/// <summary>The same on a developer's machine.</summary>
public sealed class DemoPractice : Practice
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseEnvironment(Environments.Development);
    }
}
