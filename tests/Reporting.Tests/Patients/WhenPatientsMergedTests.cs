using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Reporting.Tests.Patients;

public sealed class WhenPatientsMergedTests(ReportingHost host) : IClassFixture<ReportingHost>
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 13, 0, 0, TimeSpan.Zero);
    private readonly Guid location = Guid.CreateVersion7();

    [Fact]
    public async Task Two_records_of_one_person_are_counted_as_one_until_the_merge_is_undone()
    {
        var (stays, goes) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await BookAsync(stays, 0);
        await BookAsync(goes, 1);
        await BookAsync(goes, 2);
        Assert.Equal("2: stays, goes, goes", await SheetAsync(stays));

        await host.HearAsync(new PatientsMerged(stays, goes, 2, Start));
        Assert.Equal("1: stays, stays, stays", await SheetAsync(stays));

        await host.HearAsync(new PatientsUnmerged(stays, goes, 3, Start));
        await host.HearAsync(new PatientsMerged(stays, goes, 2, Start));
        Assert.Equal("2: stays, goes, goes", await SheetAsync(stays));
    }

    private Task BookAsync(Guid patient, int hour) => host.HearAsync(new AppointmentBooked(
        Guid.CreateVersion7(), 1,
        new(patient, Guid.CreateVersion7(), location, Guid.CreateVersion7(), "Check-up", Start.AddHours(hour), Start.AddHours(hour).AddMinutes(30), "America/New_York"),
        Guid.Empty, Start));

    private async Task<string> SheetAsync(Guid stays)
    {
        var sheet = await host.Reports.GetDaySheetAsync(new() { LocationId = location.ToString(), Day = "2026-05-04" });
        return $"{sheet.Patients}: {string.Join(", ", sheet.Lines.Select(l => l.PatientId == stays.ToString() ? "stays" : "goes"))}";
    }
}
