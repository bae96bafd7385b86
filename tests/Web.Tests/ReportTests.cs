using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

public sealed class ReportTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_day_sheet_says_where_also_in_its_table_for_spreadsheets()
    {
        using var web = new WebHost();
        var doctor = web.World.Doctors[0];
        web.World.Book(1, doctor, web.World.Patients[0], World.At(web.World.Today, 11));
        web.World.Book(2, doctor, web.World.Patients[1], World.At(web.World.Today, 12)).LocationId = web.World.Locations[1].Id;
        web.World.Book(3, doctor, web.World.Patients[2], World.At(web.World.Today, 13)).LocationId = World.Id(199);
        using var browser = web.Browser();
        await browser.GetAsync("/sign-in", Stop);

        var page = await browser.GetStringAsync("/reports/day-sheet", Stop);
        var table = await browser.GetStringAsync("/reports/day-sheet?handler=Csv", Stop);

        Assert.Contains("<th scope=\"col\">Where</th>", page, StringComparison.Ordinal);
        foreach (var place in (string[])["Riverside Clinic", "Westside Street", "Name not available"])
        {
            Assert.Contains($"<td>{place}</td>", page, StringComparison.Ordinal);
            Assert.Contains($",{doctor.DisplayName},{place},", table, StringComparison.Ordinal);
        }
    }
}
