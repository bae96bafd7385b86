using Grpc.Core;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;

namespace PracticeAspire.Reporting.Tests;

public sealed class ReportsTests(ReportingHost host) : IClassFixture<ReportingHost>
{
    private readonly Guid location = Guid.CreateVersion7();
    private readonly Guid practitioner = Guid.CreateVersion7();

    [Fact]
    public async Task Day_sheet_counts_and_lists_a_location_s_day()
    {
        var start = new DateTimeOffset(2026, 5, 4, 13, 0, 0, TimeSpan.Zero);
        await BookAsync(start);
        var cancelled = await BookAsync(start.AddHours(1));
        await host.HearAsync(new AppointmentCancelled(cancelled, 2, At(start.AddHours(1)), true, Guid.Empty, start));
        var missed = await BookAsync(start.AddHours(2));
        await host.HearAsync(new AppointmentMissed(missed, 2, At(start.AddHours(2)), Guid.Empty, start));

        var sheet = await host.Reports.GetDaySheetAsync(new() { LocationId = location.ToString(), Day = "2026-05-04" });

        Assert.Equal((1, 1, 1, 1), (sheet.Booked, sheet.Cancelled, sheet.CancelledLate, sheet.NoShows));
        Assert.Equal(["booked", "cancelled", "no-show"], sheet.Lines.Select(l => l.Status));
        Assert.Equal(["2026-05-04T09:00", "2026-05-04T10:00", "2026-05-04T11:00"], sheet.Lines.Select(l => l.Start));
        Assert.Equal("2026-05-04T09:30", sheet.Lines[0].End);
        Assert.Equal((practitioner.ToString(), location.ToString(), "Check-up"), (sheet.Lines[0].PractitionerId, sheet.Lines[0].LocationId, sheet.Lines[0].VisitType));
    }

    [Theory]
    [InlineData("2026-03-08T04:30Z", "2026-03-07")] // 23:30, the clock has not changed yet
    [InlineData("2026-03-09T03:30Z", "2026-03-08")] // 23:30 on the short day
    [InlineData("2026-11-02T04:30Z", "2026-11-01")] // 23:30 on the long day
    public async Task An_appointment_counts_on_the_day_that_the_calendar_at_its_location_shows(string start, string day)
    {
        await BookAsync(DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture));

        var utilisation = await host.Reports.GetUtilisationAsync(
            new() { FirstDay = "2026-01-01", LastDay = "2026-12-31", PractitionerId = practitioner.ToString() });

        Assert.Equal(day, Assert.Single(utilisation.Days).Day);
    }

    [Fact]
    public async Task Utilisation_sets_booked_against_working_minutes()
    {
        var day = new DateOnly(2026, 6, 1);
        await host.HearAsync(new WorkingDayPlanned(Guid.CreateVersion7(), 1, practitioner, location, day, 240, DateTimeOffset.UnixEpoch));
        await host.HearAsync(new WorkingDayPlanned(Guid.CreateVersion7(), 1, practitioner, Guid.CreateVersion7(), day, 120, DateTimeOffset.UnixEpoch));
        await BookAsync(new DateTimeOffset(2026, 6, 1, 14, 0, 0, TimeSpan.Zero));
        await BookAsync(new DateTimeOffset(2026, 6, 1, 15, 0, 0, TimeSpan.Zero));

        var utilisation = await host.Reports.GetUtilisationAsync(
            new() { FirstDay = "2026-06-01", LastDay = "2026-06-01", PractitionerId = practitioner.ToString() });

        var line = Assert.Single(utilisation.Days);
        Assert.Equal((60, 360, 2), (line.BookedMinutes, line.WorkingMinutes, line.Appointments));
    }

    [Theory]
    [InlineData("2026-02-02", "2026-02-01", "range-reversed")]
    [InlineData("2026-01-01", "2027-01-02", "range-too-long")]
    public async Task Refuses_a_range_that_makes_no_sense(string first, string last, string rule)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await host.Reports.GetUtilisationAsync(new() { FirstDay = first, LastDay = last }));

        Assert.Equal((StatusCode.FailedPrecondition, rule), (refused.StatusCode, Refusal.From(refused)?.Code));
    }

    [Theory]
    [InlineData("2026-02-30")]
    [InlineData("yesterday")]
    [InlineData("")]
    public async Task Names_the_field_that_is_not_a_day(string day)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await host.Reports.GetDaySheetAsync(new() { Day = day }));

        Assert.Equal((StatusCode.InvalidArgument, "day"), (refused.StatusCode, Refusal.From(refused)?.Field));
    }

    [Fact]
    public async Task Patients_and_services_see_no_reports()
    {
        foreach (var stranger in new[] { host.As(Guid.CreateVersion7(), Roles.Patient), host.AsService("web") })
        {
            var refused = await Assert.ThrowsAsync<RpcException>(async () => await new Contracts.Reports.ReportsClient(stranger).GetDaySheetAsync(new() { Day = "2026-01-01" }));
            Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
        }

        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await new Contracts.Reports.ReportsClient(host.AsNobody()).GetDaySheetAsync(new() { Day = "2026-01-01" }));
        Assert.Equal(StatusCode.Unauthenticated, unknown.StatusCode);
    }

    [Fact]
    public async Task Only_administrators_rebuild()
    {
        using var call = host.Reports.Rebuild(new());

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
    }

    private async Task<Guid> BookAsync(DateTimeOffset start)
    {
        var id = Guid.CreateVersion7();
        await host.HearAsync(new AppointmentBooked(id, 1, At(start), Guid.Empty, start));
        return id;
    }

    private AppointmentFacts At(DateTimeOffset start) =>
        new(Guid.CreateVersion7(), practitioner, location, Guid.CreateVersion7(), "Check-up", start, start.AddMinutes(30), "America/New_York");
}
