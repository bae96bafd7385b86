using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>Every main page, in both themes, at a desk and on a phone: nothing sticks out, nothing keeps anyone out. With WEB_PICTURES set to a folder it leaves pictures there.</summary>
public sealed class AppearanceTests(TheBrowser chromium) : IClassFixture<TheBrowser>
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("WEB_PICTURES");

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
        { "record", "doctor", $"/records/chart?patientId={World.Id(301)}" },
        { "record-empty", "doctor", $"/records/chart?patientId={World.Id(302)}" },
        { "record-emergency", "doctor", $"/records/chart?patientId={World.Id(303)}" },
        { "record-closed", "reception", $"/records/chart?patientId={World.Id(301)}" },
        { "record-mine", "patient", "/records/chart" },
        { "record-older", "patient", "/records/chart?kind=vitals" },
        { "note", "doctor", $"/records/note?patientId={World.Id(301)}" },
        { "note-amend", "doctor", $"/records/note?patientId={World.Id(301)}&entryId={World.Id(AFullRecord.SignedNote)}" },
        { "add-vitals", "doctor", $"/records/add?patientId={World.Id(301)}&kind=vitals" },
        { "add-allergy", "doctor", $"/records/add?patientId={World.Id(301)}&kind=allergy&entryId={World.Id(AFullRecord.Allergy)}" },
        { "add-medication", "doctor", $"/records/add?patientId={World.Id(301)}&kind=medication" },
        { "entry", "doctor", $"/records/entry?patientId={World.Id(301)}&entryId={World.Id(AFullRecord.SignedNote)}" },
        { "entry-result", "doctor", $"/records/entry?patientId={World.Id(301)}&entryId={World.Id(AFullRecord.Lipids)}" },
        { "entry-mistake", "patient", $"/records/entry?entryId={World.Id(AFullRecord.Mistake)}" },
        { "trend", "doctor", $"/records/trend?patientId={World.Id(301)}&system=http://loinc.org&code=8480-6" },
        { "trend-one", "doctor", $"/records/trend?patientId={World.Id(301)}&system=http://loinc.org&code=2093-3" },
        { "ask", "reception", $"/records/ask?patientId={World.Id(302)}" },
        { "requests", "reception", "/records/requests" },
        { "requests-empty", "doctor", "/records/requests" },
        { "emergency", "doctor", $"/records/emergency?patientId={World.Id(304)}" },
        { "record-access", "patient", "/records/access" },
        { "ledger", "patient", "/records/ledger" },
        { "reviews", "admin", "/records/reviews" },
        { "not-found", "patient", "/nowhere" },
        { "welcome", "nobody", "/" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Fits_and_lets_everyone_in(string name, string who, string path)
    {
        using var web = new WebHost(new World().Busy().WithRecord(), withKeycloak: name == "person-links");
        web.World.SigningIn = who switch { "admin" => web.World.Administrator, "patient" => web.World.Patients[1], "doctor" => web.World.Doctors[0], _ => web.World.Receptionist };
        web.World.Records.Bases[(World.Id(1), World.Id(302))] = "treating";
        web.World.Records.Bases[(World.Id(1), World.Id(303))] = "break-glass";
        foreach (var (width, theme) in new[] { (1280, ColorScheme.Light), (1280, ColorScheme.Dark), (390, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await using var context = await chromium.NewContext(width, theme);
            var page = await context.NewPageAsync();
            if (who != "nobody")
                await page.GotoAsync($"{web.Address}sign-in");
            await page.GotoAsync(new Uri(web.Address, path).ToString());
            await LookAsync(page, name, width, theme);
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
            await LookAsync(page, "import-report", width, theme);

            await page.GotoAsync($"{web.Address}people/{patient}/edit");
            web.World.Details[patient].Version++;
            await page.FillAsync("#input-preferredname", "Somebody else");
            await page.ClickAsync("text=Save");
            await Assertions.Expect(page.Locator("#meanwhile-title")).ToContainTextAsync("nothing of yours was saved");
            await LookAsync(page, "changed-meanwhile", width, theme);
        }
    }

    [Fact]
    public async Task What_two_people_wrote_at_once_and_what_is_wrong_with_vitals_fit_too()
    {
        using var web = new WebHost(new World().WithRecord());
        web.World.SigningIn = web.World.Doctors[0];
        var (patient, note) = (World.Id(301), World.Id(AFullRecord.Note));
        foreach (var (width, theme) in new[] { (1280, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await using var context = await chromium.NewContext(width, theme);
            var page = await context.NewPageAsync();
            page.Dialog += (_, dialog) => dialog.AcceptAsync();
            await page.GotoAsync($"{web.Address}sign-in");
            await page.GotoAsync($"{web.Address}records/note?patientId={patient}&entryId={note}");
            var theirs = web.World.Records.Entries[note];
            (theirs.Version, theirs.Content) = (theirs.Version + 1, AFullRecord.SoapNote($"Cough for four weeks ({width}).\nSleeps badly.", Sensitivity.Restricted));
            await page.FillAsync("#section-0", "Cough for three weeks, now with fever.");
            await page.ClickAsync("[data-save]");
            await Assertions.Expect(page.Locator("[role=alert]")).ToContainTextAsync("nothing of yours was saved");
            await LookAsync(page, "note-meanwhile", width, theme);

            await page.GotoAsync($"{web.Address}records/add?patientId={patient}&kind=vitals");
            await page.FillAsync("#input-vitals-temperature", "98.6");
            await page.FillAsync("#input-vitals-systolic", "l28");
            await page.ClickAsync("form[data-unsaved] button.button--main");
            await Assertions.Expect(page.Locator("#wrong-temperature")).ToContainTextAsync("37 °C");
            await LookAsync(page, "vitals-wrong", width, theme);
        }
    }

    private static async Task LookAsync(IPage page, string name, int width, ColorScheme theme)
    {
        if (Pictures is not null)
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}-{width}-{theme}.png".ToLowerInvariant()), FullPage = true });

        var sticksOut = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(sticksOut <= 0, $"{name} at {width} px sticks out by {sticksOut} px.");
        var axe = await page.RunAxe();
        Assert.True(axe.Violations.Length == 0, string.Join("\n", axe.Violations.Select(v => $"{theme} {width}: {v.Id}: {v.Help}: {string.Join(", ", v.Nodes.Take(4).Select(n => $"{n.Html} {n.Any.FirstOrDefault()?.Message}"))}")));
    }
}
