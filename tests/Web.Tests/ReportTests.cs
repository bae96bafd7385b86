using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

public sealed class ReportTests(TheBrowser chromium) : IClassFixture<TheBrowser>
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

    [Theory]
    [InlineData(390)]
    [InlineData(700)]
    [InlineData(1280)]
    public async Task The_letters_in_the_chart_can_be_read_and_stand_apart_on_any_screen(int width)
    {
        using var web = new WebHost();
        await using var context = await chromium.NewContext(width);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{web.Address}sign-in");
        await page.GotoAsync($"{web.Address}reports/utilisation");

        Assert.Equal(1, await page.Locator("svg.chart:visible").CountAsync());
        var heights = await page.EvaluateAsync<double[]>("[...document.querySelectorAll('svg.chart text')].map(t => t.getBoundingClientRect().height).filter(h => h > 0)");
        Assert.True(heights.Length > 6);
        Assert.All(heights, height => Assert.InRange(height, 9, 30));
        var overlaps = await page.EvaluateAsync<int>("""
            (() => {
              const days = [...document.querySelectorAll('svg.chart text[text-anchor=middle]')].map(t => t.getBoundingClientRect()).filter(r => r.width > 0);
              const frame = [...document.querySelectorAll('svg.chart')].map(c => c.getBoundingClientRect()).find(r => r.width > 0);
              return days.filter((r, i) => (i > 0 && days[i - 1].right > r.left) || r.right > frame.right + 1).length;
            })()
            """);
        Assert.Equal(0, overlaps);
    }
}
