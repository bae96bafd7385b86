using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.IdentityModel.Tokens;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>Which scripts run in our pages, and what becomes of the others.</summary>
public sealed partial class PolicyTests(TheBrowser chromium) : IClassFixture<TheBrowser>
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_answer_has_a_nonce_of_its_own_and_only_scripts_with_it_are_allowed()
    {
        using var web = new WebHost(new World().Busy());
        web.World.SigningIn = web.World.Receptionist;
        using var browser = web.Browser();
        await browser.GetAsync("/sign-in", Stop);

        var nonces = new HashSet<string>();
        foreach (var path in (string[])["/", "/", "/board", "/people", "/nowhere", "/error/500"])
        {
            using var answer = await browser.GetAsync(path, Stop);
            var allowed = Nonce().Match(Assert.Single(answer.Headers.GetValues("Content-Security-Policy"))).Groups[1].Value;
            Assert.Equal(16, Base64UrlEncoder.DecodeBytes(allowed).Length);
            Assert.True(nonces.Add(allowed), $"{path} repeats a nonce.");

            var scripts = ScriptTag().Matches(await answer.Content.ReadAsStringAsync(Stop));
            Assert.NotEmpty(scripts);
            Assert.All(scripts, script => Assert.Contains($"nonce=\"{allowed}\"", script.Value, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.head.append(s);")]
    [InlineData("const s = document.createElement('img'); s.setAttribute('onerror', 'window.ran = true'); s.src = '/nowhere.png'; document.body.append(s);")]
    public async Task A_script_that_got_into_a_page_does_not_run_and_the_browser_tells_us(string smuggle)
    {
        using var web = new WebHost();
        await using var context = await chromium.NewContext(bypassPolicy: false);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{web.Address}");

        var told = await page.RunAndWaitForResponseAsync(() => page.EvaluateAsync(smuggle), answer => answer.Url.EndsWith(PolicyReports.Path, StringComparison.Ordinal));

        Assert.Equal((int)HttpStatusCode.NoContent, told.Status);
        Assert.False(await page.EvaluateAsync<bool>("window.ran === true"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"csp-report\":[]}")]
    [InlineData("{\"csp-report\":{\"effective-directive\":7}}")]
    public async Task Reports_that_make_no_sense_are_taken_and_forgotten(string report)
    {
        using var web = new WebHost();
        using var browser = web.Browser();
        using var body = new StringContent(report, Encoding.UTF8, "application/csp-report");
        Assert.Equal(HttpStatusCode.NoContent, (await browser.PostAsync(PolicyReports.Path, body, Stop)).StatusCode);
    }

    [Theory]
    [InlineData("https://web.test/people/4f3c?name=x", "https://web.test")]
    [InlineData("inline", "inline")]
    [InlineData("\r\nforged line", "something")]
    public void A_report_names_where_content_came_from_and_no_page(string blocked, string said)
    {
        var json = System.Text.Json.JsonSerializer.SerializeToElement(new Dictionary<string, object>
        {
            ["csp-report"] = new Dictionary<string, string> { ["effective-directive"] = "script-src-elem", ["blocked-uri"] = blocked, ["document-uri"] = "https://web.test/people/4f3c" },
        });
        Assert.Equal(new("script-src-elem", said), PolicyReports.ReportedViolation.From(json));
    }

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("<script[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex ScriptTag();
}
