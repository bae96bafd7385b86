using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PracticeAspire.Users.Accounts;

namespace PracticeAspire.Users.Tests.SignIn;

public sealed class SignInPageTests(DemoHost host) : IClassFixture<DemoHost>
{
    private const string Page = "/account/sign-in?returnUrl=%2Fconnect%2Fauthorize";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_get_the_same_answer()
    {
        using var browser = host.OpenBrowser();
        var wrong = await RefusalAsync(browser, "biller@demo.practice", "not the password");
        var unknown = await RefusalAsync(browser, "nobody@demo.practice", "not the password");
        Assert.Equal(wrong, unknown);
        Assert.Contains("is wrong", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_address_costs_as_much_time_as_a_known_one()
    {
        await using var scope = host.Services.CreateAsyncScope();
        var check = scope.ServiceProvider.GetRequiredService<PasswordCheck>();
        string[] addresses = ["doctor@demo.practice", "nobody-at-all@demo.practice"];
        var fastest = addresses.ToDictionary(a => a, _ => double.MaxValue);

        // In turns, and the fastest of each: other work on the machine slows both. Each from elsewhere, so that all are looked at.
        for (var attempt = 0; attempt < 15; attempt++)
        {
            foreach (var address in addresses)
            {
                var clock = Stopwatch.StartNew();
                var outcome = await check.TryAsync(address, "guess", new Visitor($"10.9.0.{attempt}", null), Ct);
                fastest[address] = Math.Min(fastest[address], clock.Elapsed.TotalMilliseconds);
                Assert.NotEqual(PasswordVerdict.TooMany, outcome.Verdict);
            }
        }

        Assert.InRange(fastest[addresses[0]] / fastest[addresses[1]], 0.5, 2);
    }

    [Theory]
    [InlineData("https://evil.test/")]
    [InlineData("//evil.test/")]
    [InlineData("/\\evil.test/")]
    public async Task Nobody_is_sent_away_by_a_forged_link(string returnUrl)
    {
        using var browser = host.OpenBrowser();
        var answer = await browser.SignInAsync($"/account/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}", "patient@demo.practice", UsersHost.DemoPassword);
        Assert.Equal($"{UsersHost.Web}/", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task The_form_needs_its_token()
    {
        using var browser = host.OpenBrowser();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["email"] = "patient@demo.practice", ["password"] = UsersHost.DemoPassword });
        var answer = await browser.Http.PostAsync(Page, form, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Start again", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_let_in_no_frame_and_no_script_but_their_own_and_work_without_it()
    {
        using var browser = host.OpenBrowser();
        var page = await browser.Http.GetAsync(Page, Ct);
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", await page.Content.ReadAsStringAsync(Ct), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_was_typed_is_shown_again_but_never_as_markup_and_never_the_password()
    {
        using var browser = host.OpenBrowser();
        var answer = await browser.SignInAsync(Page, "\"><script>alert(1)</script>", "a secret typed here");
        var html = await answer.Content.ReadAsStringAsync(Ct);
        Assert.DoesNotContain("<script>", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("a secret typed here", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookies_are_out_of_reach_of_scripts()
    {
        using var browser = host.OpenBrowser();
        var answer = await browser.SignInAsync(Page, "patient@demo.practice", UsersHost.DemoPassword);
        Assert.All(answer.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<string> RefusalAsync(Browser browser, string email, string password)
    {
        var answer = await browser.SignInAsync(Page, email, password);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync(Ct);
        return html[html.IndexOf("role=\"alert\"", StringComparison.Ordinal)..html.IndexOf("<form", StringComparison.Ordinal)];
    }
}
