using System.Net;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

public sealed class AuditTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tells_what_happened_in_sentences_and_up_to_when_it_is_sealed()
    {
        using var web = new WebHost();
        var page = await PageAsync(web, "/administration/audit");
        foreach (var sentence in (string[])
        [
            $"{web.World.Administrator.DisplayName} signed in",
            $"A sign-in as {web.World.Doctors[0].DisplayName} failed: wrong password",
            "A sign-in as nobody we know failed: unknown e-mail address",
            $"gave {web.World.Patients[0].DisplayName} a sign-in",
            "was not allowed to find patients",
            "The program reporting was given no token: invalid client",
            ", from 203.0.113.7",
            "Sealed up to ",
        ])
        {
            Assert.Contains(sentence, page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("practice.users.v1.People/FindPatients", null, "Somebody tried to find patients without a valid sign-in")]
    [InlineData("practice.users.v1.People/FindPatients", "41", "Somebody tried to find patients without a valid sign-in, 41 times more since the line before")]
    [InlineData("", "6", "More calls than are told one by one came without a valid sign-in, 6 times more since the line before")]
    public void Tells_of_strangers_and_how_often_they_came(string call, string? more, string sentence)
    {
        var act = new AuditedAct { Actor = "nobody", Action = "call.refused", Details = { ["call"] = call } };
        if (more is not null)
            act.Details["more"] = more;
        Assert.Equal(sentence, AuditWords.Sentence(act));
    }

    [Fact]
    public async Task Shows_what_was_asked_for_and_goes_on_to_earlier_pages()
    {
        using var web = new WebHost();
        var failed = await PageAsync(web, "/administration/audit?kind=sign-in.failed");
        Assert.Contains("unknown e-mail address", failed, StringComparison.Ordinal);
        Assert.DoesNotContain(" signed in", failed, StringComparison.Ordinal);

        var all = await PageAsync(web, "/administration/audit");
        Assert.Contains("href=\"/administration/audit?after=8\"", all, StringComparison.Ordinal);
        Assert.Contains("signed out", await PageAsync(web, "/administration/audit?after=8"), StringComparison.Ordinal);

        var one = await PageAsync(web, $"/administration/audit?person={web.World.Patients[0].Id}");
        Assert.Contains($"Only what {web.World.Patients[0].DisplayName} did", one, StringComparison.Ordinal);
        Assert.Contains("Nothing to show", await PageAsync(web, "/administration/audit?to=2020-01-01"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_when_the_log_is_no_longer_sealed()
    {
        using var web = new WebHost();
        web.World.SealOverdue = true;
        var page = await PageAsync(web, "/administration/audit");
        Assert.Contains("Not sealed since", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Sealed up to", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rest_of_the_page_works_while_the_service_is_down()
    {
        using var web = new WebHost();
        web.World.Down["users"] = true;
        Assert.Contains("Entries are not answering", await PageAsync(web, "/administration/audit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gives_the_whole_log_as_a_file()
    {
        using var web = new WebHost();
        web.World.SigningIn = web.World.Administrator;
        using var browser = web.Browser();
        await browser.GetAsync("/sign-in", Stop);
        using var answer = await browser.Press(await browser.GetStringAsync("/administration/audit", Stop), "handler=Export");
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.StartsWith("{\"seq\":1}\n{\"checkpoint\"", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_for_administrators_only()
    {
        using var web = new WebHost();
        web.World.SigningIn = web.World.Receptionist;
        using var browser = web.Browser();
        await browser.GetAsync("/sign-in", Stop);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/administration/audit", Stop)).StatusCode);
    }

    private static async Task<string> PageAsync(WebHost web, string path)
    {
        web.World.SigningIn = web.World.Administrator;
        using var browser = web.Browser();
        await browser.GetAsync("/sign-in", Stop);
        return WebUtility.HtmlDecode(await browser.GetStringAsync(path, Stop));
    }
}
