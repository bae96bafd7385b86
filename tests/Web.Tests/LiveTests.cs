using Microsoft.Playwright;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>An open page, in a browser that keeps our content security policy to the letter.</summary>
public sealed class LiveTests(TheBrowser chromium) : IClassFixture<TheBrowser>
{
    [Fact]
    public async Task An_open_board_shows_a_booking_by_itself_and_breaks_no_policy()
    {
        using var web = new WebHost();
        await using var context = await chromium.NewContext(bypassPolicy: false);
        var page = await context.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                complaints.Add(message.Text);
        };
        await page.GotoAsync($"{web.Address}sign-in");
        await page.GotoAsync($"{web.Address}board?location={World.Id(101)}");
        await page.Locator("[data-live-state]").WaitForAsync();
        await Assertions.Expect(page.Locator("[data-bell-count]")).ToHaveTextAsync("2");
        await Assertions.Expect(page.Locator(".visit")).ToHaveCountAsync(0);

        web.World.Book(1, web.World.Doctors[0], web.World.Patients[0], World.At(web.World.Today, 14));

        await Assertions.Expect(page.Locator(".visit")).ToContainTextAsync("Chet Hoeger");
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Without_scripts_a_browser_books()
    {
        using var web = new WebHost();
        web.World.SigningIn = web.World.Patients[0];
        await using var context = await chromium.NewContext(scripts: false, bypassPolicy: false);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{web.Address}sign-in");
        await page.GotoAsync($"{web.Address}book");
        await page.Locator("button.slot").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Book this time" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Booked");
        Assert.Single(web.World.Appointments);
    }

    [Fact]
    public async Task An_import_shows_its_report_without_leaving_the_page()
    {
        using var web = new WebHost();
        web.World.SigningIn = web.World.Administrator;
        await using var context = await chromium.NewContext(bypassPolicy: false);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{web.Address}sign-in");
        await page.GotoAsync($"{web.Address}administration/import");
        await page.SetInputFilesAsync("#files",
        [
            new FilePayload { Name = "people.json", MimeType = "application/json", Buffer = "{}"u8.ToArray() },
            new FilePayload { Name = "broken.json", MimeType = "application/json", Buffer = "{"u8.ToArray() },
        ]);
        await page.Locator("form[data-progress] button").ClickAsync();

        await Assertions.Expect(page.Locator("#report")).ToContainTextAsync("It has no family name.");
        await Assertions.Expect(page.Locator("#report")).ToContainTextAsync("it ends in the middle, at byte 2.");
    }
}
