using System.Net;
using Microsoft.Playwright;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Tests;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>What is typed is kept while it is typed: whatever dies, the editor opens with it again, and no window writes over another.</summary>
public sealed class RecordDraftTests(TheBrowser chromium) : IClassFixture<TheBrowser>
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly string Note = $"records/note?patientId={World.Id(301)}";
    private static readonly string Written = $"{Note}&entryId={World.Id(AFullRecord.Note)}";

    [Fact]
    public async Task A_browser_that_dies_while_somebody_types_takes_no_more_than_the_last_seconds_with_it()
    {
        using var web = new WebHost(new World().WithRecord());
        await using (var killed = await SignedIn(web))
        {
            var page = await Open(killed, web, Note);
            await page.FocusAsync("#section-0");
            await page.Keyboard.TypeAsync("Sore throat since Sunday.");
            await Assertions.Expect(page.Locator("[data-draft-state]")).ToContainTextAsync("Saved as a draft");
            Assert.Matches(@"\d\d:\d\d:\d\d", await page.Locator("[data-draft-state]").InnerTextAsync());
            await page.Keyboard.TypeAsync(" And fever.");

            // As when its process is killed: no event, no last word.
            await page.RouteAsync("**/*", route => route.AbortAsync());
        }

        await using var elsewhere = await SignedIn(web);
        var again = await Open(elsewhere, web, Note);
        Assert.StartsWith("Sore throat since Sunday.", await again.InputValueAsync("#section-0"), StringComparison.Ordinal);
        await Assertions.Expect(again.Locator(".restored")).ToContainTextAsync("You were writing this");
    }

    [Fact]
    public async Task A_page_that_is_left_keeps_the_last_word_too()
    {
        using var web = new WebHost(new World().WithRecord());
        await using var context = await SignedIn(web);
        var page = await Open(context, web, Note);
        await page.FillAsync("#section-0", "Left at once.");
        await page.ClickAsync(".sticky-foot .buttons a");
        await page.WaitForURLAsync("**/records/chart**");
        Assert.Equal("Left at once.", web.World.Records.Drafts.Values.Single().Content.Note.Sections[0].Text);
        Assert.DoesNotContain("Left", page.Url, StringComparison.Ordinal);
        Assert.Equal(0, await page.EvaluateAsync<int>("localStorage.length + sessionStorage.length"));
    }

    [Fact]
    public async Task What_could_not_be_kept_is_tried_again_and_each_is_spoken_once()
    {
        using var web = new WebHost(new World().WithRecord());
        await using var context = await SignedIn(web);
        var page = await Open(context, web, Note);
        var (state, said) = (page.Locator("[data-draft-state]"), page.Locator("[data-draft-said]"));
        web.World.Down["drafts"] = true;
        await page.FillAsync("#section-0", "Once");
        await Assertions.Expect(state).ToContainTextAsync("Not saved, trying again");
        await Assertions.Expect(said).ToContainTextAsync("Not saved, trying again");

        web.World.Down.TryRemove("drafts", out _);
        await Assertions.Expect(state).ToContainTextAsync("Saved as a draft", new() { Timeout = 10_000 });
        await page.EvaluateAsync("new MutationObserver(() => { window.spoken = (window.spoken ?? 0) + 1 }).observe(document.querySelector('[data-draft-said]'), { childList: true })");
        await page.FillAsync("#section-0", "Once more");
        await page.Locator("#section-1").FocusAsync();
        await Eventually.Is(() => Task.FromResult(web.World.Records.Drafts.Values.Single().Content.Note.Sections[0].Text), text => text == "Once more", "the draft to be kept");
        Assert.Equal(0, await page.EvaluateAsync<int>("window.spoken ?? 0"));
    }

    [Fact]
    public async Task Two_windows_of_one_note_are_put_together_by_keyboard_and_nothing_is_thrown_away()
    {
        using var web = new WebHost(new World().WithRecord());
        await using var context = await SignedIn(web);
        var (first, second) = (await Open(context, web, Written), await Open(context, web, Written));
        await Type(first, 0, "Cough for four weeks.");
        await Type(second, 0, "Cough, and fever.");
        await Assertions.Expect(second.Locator("[data-draft-other]")).ToBeVisibleAsync();

        // Neither goes under when the other goes on.
        await Type(first, 1, "Chest clear.");
        await second.Locator("[data-draft-other] a").ClickAsync();
        await Assertions.Expect(second.Locator("[role=alert]")).ToContainTextAsync("in another window at the same time");
        Assert.Equal(
            ["Cough for four weeks.", "Cough, and fever."],
            new[] { await second.InputValueAsync("#section-0"), await second.Locator("#theirs-0").InnerTextAsync() }.Order());
        var (mine, theirs) = (await second.InputValueAsync("#section-0"), await second.Locator("#theirs-0").InnerTextAsync());

        await second.Locator("[data-add=section-0]").FocusAsync();
        await second.Keyboard.PressAsync("Enter");
        Assert.Equal($"{mine}\n{theirs}", await second.InputValueAsync("#section-0"));
        await second.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(second.Locator(".note--good")).ToContainTextAsync("Saved");
        Assert.Equal($"{mine}\n{theirs}", web.World.Records.Entries[World.Id(AFullRecord.Note)].Content.Note.Sections[0].Text);
        Assert.Empty(web.World.Records.Drafts);
    }

    [Fact]
    public async Task Who_comes_back_to_a_note_that_somebody_else_has_saved_sees_both()
    {
        using var web = new WebHost(new World().WithRecord());
        await using (var context = await SignedIn(web))
            await Type(await Open(context, web, Written), 0, "Cough, and fever.");
        var theirs = web.World.Records.Entries[World.Id(AFullRecord.Note)];
        (theirs.Version, theirs.Content) = (theirs.Version + 1, AFullRecord.SoapNote("Cough for four weeks.", Sensitivity.Normal));

        await using var later = await SignedIn(web);
        for (var time = 0; time < 2; time++)
        {
            // Also the second time: that it was seen does not mean that it was decided.
            var page = await Open(later, web, Written);
            await Assertions.Expect(page.Locator("[role=alert]")).ToContainTextAsync("It changed meanwhile");
            Assert.StartsWith("Cough, and fever.", await page.InputValueAsync("#section-0"), StringComparison.Ordinal);
            Assert.Equal("Cough for four weeks.", await page.Locator("#theirs-0").InnerTextAsync());
            await Type(page, 0, $"Cough, and fever. {time}");
        }
    }

    [Fact]
    public async Task Saving_and_discarding_end_the_draft()
    {
        using var web = new WebHost(new World().WithRecord());
        await using var context = await SignedIn(web);
        var page = await Open(context, web, Note);
        await Type(page, 0, "To be signed.");
        await page.Keyboard.PressAsync("Control+Shift+Enter");
        await Assertions.Expect(page.Locator(".note--good")).ToContainTextAsync("Signed");
        Assert.Empty(web.World.Records.Drafts);

        await Type(await Open(context, web, Note, page), 0, "To be discarded.");
        await Open(context, web, Note, page);
        await page.Locator(".restored button").ClickAsync();
        await Assertions.Expect(page.Locator(".note--good")).ToContainTextAsync("Discarded");
        Assert.Empty(web.World.Records.Drafts);
    }

    [Fact]
    public async Task Another_template_takes_what_is_typed_along()
    {
        using var web = new WebHost(new World().WithRecord());
        await using var context = await SignedIn(web);
        var page = await Open(context, web, Note);
        await page.FillAsync("#section-0", "Asks by telephone.");
        await page.Locator(".chip", new() { HasText = "Telephone call" }).ClickAsync();
        await Assertions.Expect(page.Locator("label", new() { HasText = "Advice" })).ToBeVisibleAsync();
        Assert.Equal("Asks by telephone.", await page.Locator("textarea").Last.InputValueAsync());
        Assert.Equal("Telephone call", await page.InputValueAsync("#note-title"));
    }

    [Fact]
    public async Task Without_scripts_the_draft_is_there_again_and_its_form_works()
    {
        using var web = new WebHost(new World().WithRecord());
        await using (var context = await SignedIn(web))
            await Type(await Open(context, web, Note), 0, "Begun with scripts.");
        using var plain = web.Browser();
        using var _ = await plain.GetAsync("/sign-in", Stop);
        var form = await plain.GetStringAsync($"/{Note}", Stop);
        Assert.Contains(">Begun with scripts.</textarea>", form, StringComparison.Ordinal);
        using var refused = await plain.Press(form, "data-note", ("Input.Sections[0].Text", "Finished without."), ("Input.Day", "2026-03-08"), ("Input.Time", "02:30"));
        Assert.Contains(">Finished without.</textarea>", await plain.GetStringAsync($"/{Note}", Stop), StringComparison.Ordinal);

        using var done = await plain.Press(await plain.GetStringAsync($"/{Note}", Stop), "data-note", ("Input.Sections[0].Text", "Finished without."), ("Input.Day", "2026-03-03"), ("Input.Time", "10:05"));
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Empty(web.World.Records.Drafts);
    }

    private static async Task Type(IPage page, int section, string words)
    {
        await page.FillAsync($"#section-{section}", words);
        await page.RunAndWaitForResponseAsync(() => page.Locator("#note-title").FocusAsync(), answer => answer.Url.Contains("handler=Draft", StringComparison.Ordinal) && answer.Ok);
        await Assertions.Expect(page.Locator("[data-draft-state]")).ToContainTextAsync("Saved as a draft");
    }

    private static async Task<IPage> Open(IBrowserContext context, WebHost web, string path, IPage? page = null)
    {
        page ??= await context.NewPageAsync();
        await page.GotoAsync($"{web.Address}{path}");
        return page;
    }

    private async Task<IBrowserContext> SignedIn(WebHost web)
    {
        web.World.SigningIn = web.World.Doctors[0];
        var context = await chromium.NewContext(bypassPolicy: false);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{web.Address}sign-in");
        await page.CloseAsync();
        return context;
    }
}
