using Microsoft.Playwright;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>The pages of the medical record, full and empty, in both themes, at a desk and on a phone.</summary>
public sealed class RecordAppearanceTests(TheBrowser chromium) : IClassFixture<TheBrowser>
{
    public static TheoryData<string, string, string> Pages { get; } = new()
    {
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
        { "entry-picture", "doctor", $"/records/entry?patientId={World.Id(301)}&entryId={World.Id(AFullRecord.Picture)}" },
        { "entry-picture-mine", "patient", $"/records/entry?entryId={World.Id(AFullRecord.Picture)}" },
        { "entry-pdf", "doctor", $"/records/entry?patientId={World.Id(301)}&entryId={World.Id(AFullRecord.Letter)}" },
        { "attach", "doctor", $"/records/attach?patientId={World.Id(301)}" },
        { "record-documents", "doctor", $"/records/chart?patientId={World.Id(301)}&kind=document" },
        { "record-documents-none", "doctor", $"/records/chart?patientId={World.Id(302)}&kind=document" },
        { "trend", "doctor", $"/records/trend?patientId={World.Id(301)}&entryId={World.Id(AFullRecord.Vitals)}&nth=0" },
        { "trend-one", "doctor", $"/records/trend?patientId={World.Id(301)}&entryId={World.Id(AFullRecord.Lipids)}&nth=0" },
        { "ask", "reception", $"/records/ask?patientId={World.Id(302)}" },
        { "requests", "reception", "/records/requests" },
        { "requests-empty", "doctor", "/records/requests" },
        { "emergency", "doctor", $"/records/emergency?patientId={World.Id(304)}" },
        { "record-access", "patient", "/records/access" },
        { "ledger", "patient", "/records/ledger" },
        { "reviews", "admin", "/records/reviews" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Fits_and_lets_everyone_in(string name, string who, string path)
    {
        using var web = new WebHost(new World().WithRecord());
        web.World.SigningIn = who switch { "admin" => web.World.Administrator, "patient" => web.World.Patients[1], "doctor" => web.World.Doctors[0], _ => web.World.Receptionist };
        web.World.Records.Bases[(World.Id(1), World.Id(302))] = "treating";
        web.World.Records.Bases[(World.Id(1), World.Id(303))] = "break-glass";
        foreach (var (width, theme) in new[] { (1280, ColorScheme.Light), (1280, ColorScheme.Dark), (390, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await using var context = await chromium.NewContext(width, theme);
            var page = await context.NewPageAsync();
            await page.GotoAsync($"{web.Address}sign-in");
            await page.GotoAsync(new Uri(web.Address, path).ToString());

            // Also what a reader has opened.
            await page.EvaluateAsync("for (const entry of [...document.querySelectorAll('details.entry')].slice(0, 4)) entry.open = true");
            await page.LookAsync(name, width, theme);
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
            await page.LookAsync("note-meanwhile", width, theme);

            await page.GotoAsync($"{web.Address}records/add?patientId={patient}&kind=vitals");
            await page.FillAsync("#input-vitals-temperature", "98.6");
            await page.FillAsync("#input-vitals-systolic", "l28");
            await page.ClickAsync("form[data-unsaved] button.button--main");
            await Assertions.Expect(page.Locator("#wrong-temperature")).ToContainTextAsync("37 °C");
            await page.LookAsync("vitals-wrong", width, theme);
        }
    }

    [Fact]
    public async Task A_draft_and_what_two_windows_wrote_at_once_fit_too()
    {
        foreach (var (width, theme) in new[] { (1280, ColorScheme.Light), (1280, ColorScheme.Dark), (390, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            using var web = new WebHost(new World().WithRecord());
            web.World.SigningIn = web.World.Doctors[0];
            await using var context = await chromium.NewContext(width, theme);
            var (page, other) = (await context.NewPageAsync(), await context.NewPageAsync());
            var address = $"{web.Address}records/note?patientId={World.Id(301)}";
            await page.GotoAsync($"{web.Address}sign-in");
            await page.GotoAsync(address);
            await other.GotoAsync(address);
            await page.FillAsync("#section-0", "Cough for three weeks, now with fever.");
            await page.FocusAsync("#note-title");
            await Assertions.Expect(page.Locator("[data-draft-state]")).ToContainTextAsync("Saved as a draft");
            await page.LookAsync("note-kept", width, theme);

            await other.FillAsync("#section-0", "Cough for four weeks.\nSleeps badly.");
            await other.FocusAsync("#note-title");
            await Assertions.Expect(other.Locator("[data-draft-other]")).ToBeVisibleAsync();
            await other.LookAsync("note-two-windows", width, theme);
            await other.GotoAsync(address);
            await Assertions.Expect(other.Locator(".restored")).ToBeVisibleAsync();
            await other.LookAsync("note-restored", width, theme);
        }
    }
}
