using System.Net;
using Microsoft.AspNetCore.Identity;
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
    public async Task An_unknown_address_costs_the_same_work_as_a_known_one()
    {
        await using var scope = host.Services.CreateAsyncScope();
        var identity = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var watched = new WatchedPasswords(identity.PasswordHasher);
        identity.PasswordHasher = watched;
        var check = scope.ServiceProvider.GetRequiredService<PasswordCheck>();

        foreach (var address in (string[])["doctor@demo.practice", "nobody-at-all@demo.practice"])
            Assert.NotEqual(PasswordVerdict.TooMany, (await check.TryAsync(address, "guess", new Visitor("10.9.0.1", null), Ct)).Verdict);

        Assert.Equal([$"m={Argon2Passwords.Memory},t={Argon2Passwords.Passes},p=1", $"m={Argon2Passwords.Memory},t={Argon2Passwords.Passes},p=1"], watched.Work);
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
        Assert.Contains("script-src 'nonce-", policy, StringComparison.Ordinal);
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

    /// <summary>The hasher as it is, with the cost of what it was asked to verify.</summary>
    private sealed class WatchedPasswords(IPasswordHasher<Account> hasher) : IPasswordHasher<Account>
    {
        public List<string> Work { get; } = [];

        public string HashPassword(Account user, string password) => hasher.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            Work.Add(hashedPassword.Split('$')[3]);
            return hasher.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
