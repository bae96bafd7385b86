using System.Net;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

public sealed class MergeTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly string Stays = World.Id(301);
    private static readonly string Goes = World.Id(303);

    [Fact]
    public async Task Two_records_become_one_and_two_again()
    {
        using var web = new WebHost();
        using var browser = await SignedIn(web);
        var person = await browser.GetStringAsync($"/people/{Stays}", Stop);
        Assert.Contains("Possibly the same person", person, StringComparison.Ordinal);

        var preview = await browser.GetStringAsync(WebUtility.HtmlDecode($"/people/{Stays}/merge?with={Goes}"), Stop);
        Assert.Contains("taken over", preview, StringComparison.Ordinal);
        var done = await (await browser.Press(preview, $"/people/{Stays}/merge?with={Goes}")).Content.ReadAsStringAsync(Stop);
        Assert.Contains("<strong>Merged</strong>", done, StringComparison.Ordinal);
        Assert.Contains("Merged into this record", done, StringComparison.Ordinal);
        Assert.Equal(Stays, web.World.Merged[Goes]);
        Assert.Equal($"/people/{Stays}", (await browser.GetAsync($"/people/{Goes}", Stop)).RequestMessage!.RequestUri!.AbsolutePath);

        var undone = await (await browser.Press(done, "handler=UndoMerge")).Content.ReadAsStringAsync(Stop);
        Assert.Contains("<strong>Undone</strong>", undone, StringComparison.Ordinal);
        Assert.Empty(web.World.Merged);
        var twice = Forms.Text(await (await browser.Press(done, "handler=UndoMerge")).Content.ReadAsStringAsync(Stop));
        Assert.Contains("the merge was undone already", twice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_changed_meanwhile_is_looked_at_again_before_it_is_merged()
    {
        using var web = new WebHost();
        using var browser = await SignedIn(web);
        var preview = await browser.GetStringAsync($"/people/{Stays}/merge?with={Goes}", Stop);
        web.World.Versions[Goes] = 7;

        var answer = await (await browser.Press(preview, $"/people/{Stays}/merge?with={Goes}")).Content.ReadAsStringAsync(Stop);
        Assert.Contains("changed meanwhile, and nothing was merged", answer, StringComparison.Ordinal);
        Assert.Equal("7", Forms.Values(answer, "Input.MergedVersion").Single());
        Assert.Empty(web.World.Merged);
    }

    [Fact]
    public async Task The_other_record_can_be_searched_for_and_a_list_that_is_cut_off_says_so()
    {
        using var web = new WebHost();
        using var browser = await SignedIn(web);
        var whom = await browser.GetStringAsync($"/people/{Stays}/merge", Stop);
        var found = await (await browser.Press(whom, "handler=Search", ("text", "smith"))).Content.ReadAsStringAsync(Stop);
        Assert.Contains($"/people/{Stays}/merge?with={World.Id(302)}", found, StringComparison.Ordinal);

        var search = await browser.GetStringAsync("/people", Stop);
        var many = Forms.Text(await (await browser.Press(search, "/people", ("text", "o"))).Content.ReadAsStringAsync(Stop));
        Assert.Contains("there are more. Type more of the name", many, StringComparison.Ordinal);
        Assert.Contains("born 1962-04-12 · +1 555 0132", many, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_merge_is_not_offered_it()
    {
        using var web = new WebHost();
        web.World.SigningIn = web.World.Doctors[0];
        using var browser = await SignedIn(web);
        var person = await browser.GetStringAsync($"/people/{Stays}", Stop);
        Assert.Contains("Possibly the same person", person, StringComparison.Ordinal);
        Assert.DoesNotContain("/merge", person, StringComparison.Ordinal);
    }

    private static async Task<HttpClient> SignedIn(WebHost web)
    {
        var browser = web.Browser();
        await browser.GetAsync("/sign-in", Stop);
        return browser;
    }
}
