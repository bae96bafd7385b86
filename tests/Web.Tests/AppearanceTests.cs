using Microsoft.Playwright;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>Every main page, in both themes, at a desk and on a phone: nothing sticks out, nothing keeps anyone out. With WEB_PICTURES set to a folder it leaves pictures there.</summary>
public sealed class AppearanceTests(TheBrowser chromium) : IClassFixture<TheBrowser>
{
    public static TheoryData<string, string, string> Pages { get; } = new()
    {
        { "board", "reception", $"/board?location={World.Id(101)}" },
        { "board-empty", "reception", $"/board?location={World.Id(102)}" },
        { "week", "reception", $"/calendar/week?practitioner={World.Id(2)}" },
        { "book-patient", "reception", "/book" },
        { "book", "reception", $"/book?patient={World.Id(301)}" },
        { "appointment", "reception", $"/appointments/{World.Id(1001)}" },
        { "reschedule", "reception", $"/appointments/{World.Id(1008)}/reschedule" },
        { "people", "reception", "/people" },
        { "person", "reception", $"/people/{World.Id(301)}" },
        { "person-plain", "reception", $"/people/{World.Id(302)}" },
        { "doctor", "reception", $"/people/{World.Id(2)}" },
        { "edit", "reception", $"/people/{World.Id(301)}/edit" },
        { "edit-empty", "reception", $"/people/{World.Id(302)}/edit" },
        { "contact", "reception", $"/people/{World.Id(301)}/contacts/{World.Id(701)}" },
        { "contact-new", "reception", $"/people/{World.Id(301)}/contacts/new" },
        { "export", "reception", $"/people/{World.Id(301)}/export" },
        { "my-data", "patient", $"/people/{World.Id(301)}/export" },
        { "merge", "reception", $"/people/{World.Id(301)}/merge?with={World.Id(303)}" },
        { "merge-refused", "reception", $"/people/{World.Id(301)}/merge?with={World.Id(1)}" },
        { "merge-whom", "reception", $"/people/{World.Id(301)}/merge" },
        { "register", "reception", "/people/register" },
        { "give-sign-in", "admin", $"/people/{World.Id(301)}/give-sign-in" },
        { "appoint-proxy", "reception", $"/people/{World.Id(301)}/appoint-proxy?who={World.Id(302)}" },
        { "appoint-proxy-whom", "reception", $"/people/{World.Id(301)}/appoint-proxy" },
        { "notices", "reception", "/notices" },
        { "day-sheet", "reception", "/reports/day-sheet" },
        { "utilisation", "reception", "/reports/utilisation" },
        { "rebuild", "admin", "/reports/rebuild" },
        { "locations", "admin", "/administration/locations" },
        { "location", "admin", $"/administration/locations/{World.Id(101)}" },
        { "visit-types", "admin", "/administration/visit-types" },
        { "visit-type", "admin", $"/administration/visit-types/{World.Id(201)}" },
        { "hours", "admin", $"/administration/working-hours?practitioner={World.Id(1)}" },
        { "person-sign-in", "admin", $"/people/{World.Id(2)}/sign-in" },
        { "person-links", "admin", $"/people/{World.Id(2)}/sign-in" },
        { "staff", "admin", "/administration/staff" },
        { "colleague", "admin", $"/administration/staff/{World.Id(2)}" },
        { "roles", "admin", "/administration/roles" },
        { "role", "admin", "/administration/roles/receptionist" },
        { "import", "admin", "/administration/import" },
        { "audit", "admin", "/administration/audit" },
        { "audit-empty", "admin", "/administration/audit?kind=people" },
        { "more", "admin", "/more" },
        { "mine", "patient", "/my-appointments" },
        { "theirs", "patient", $"/my-appointments?patient={World.Id(301)}" },
        { "profile", "patient", "/profile" },
        { "book-mine", "patient", "/book" },
        { "not-found", "patient", "/nowhere" },
        { "welcome", "nobody", "/" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Fits_and_lets_everyone_in(string name, string who, string path)
    {
        using var web = new WebHost(new World().Busy(), withKeycloak: name == "person-links");
        web.World.SigningIn = who switch { "admin" => web.World.Administrator, "patient" => web.World.Patients[1], _ => web.World.Receptionist };
        foreach (var (width, theme) in new[] { (1280, ColorScheme.Light), (1280, ColorScheme.Dark), (390, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await using var context = await chromium.NewContext(width, theme);
            var page = await context.NewPageAsync();
            if (who != "nobody")
                await page.GotoAsync($"{web.Address}sign-in");
            await page.GotoAsync(new Uri(web.Address, path).ToString());
            await page.LookAsync(name, width, theme);
        }
    }

    [Fact]
    public async Task What_an_import_reports_and_what_someone_else_changed_meanwhile_fit_too()
    {
        using var web = new WebHost();
        web.World.SigningIn = web.World.Administrator;
        var patient = World.Id(301);
        foreach (var (width, theme) in new[] { (1280, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await using var context = await chromium.NewContext(width, theme);
            var page = await context.NewPageAsync();
            await page.GotoAsync($"{web.Address}sign-in");
            await page.GotoAsync($"{web.Address}administration/import");
            await page.SetInputFilesAsync("#files", new FilePayload { Name = "a-network-with-a-name-that-is-rather-long-2026-03-03.json", MimeType = "application/fhir+json", Buffer = "{}"u8.ToArray() });
            await page.ClickAsync("form[enctype] button.button--main");
            await Assertions.Expect(page.Locator("#report")).ToContainTextAsync("Contacts");
            await page.LookAsync("import-report", width, theme);

            await page.GotoAsync($"{web.Address}people/{patient}/edit");
            web.World.Details[patient].Version++;
            await page.FillAsync("#input-preferredname", "Somebody else");
            await page.ClickAsync("text=Save");
            await Assertions.Expect(page.Locator("#meanwhile-title")).ToContainTextAsync("nothing of yours was saved");
            await page.LookAsync("changed-meanwhile", width, theme);
        }
    }
}
