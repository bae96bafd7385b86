using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using NodaTime;

namespace PracticeAspire.Users.Tests.SignIn;

public sealed class SessionTests(DemoHost host) : IClassFixture<DemoHost>
{
    private const string Page = "/account/sign-in?returnUrl=%2Fconnect%2Fauthorize";
    private const string Doctor = "doctor@demo.practice";
    private const string Patient = "patient@demo.practice";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tokens_say_by_which_session_when_and_how_someone_signed_in()
    {
        using var browser = host.OpenBrowser();
        var tokens = await TokensAsync(browser, Doctor);
        foreach (var name in (string[])["access_token", "id_token"])
        {
            var token = new JsonWebToken(tokens.GetProperty(name).GetString());
            Assert.Equal(["pwd"], token.GetPayloadValue<string[]>("amr"));
            Assert.Equal("pwd", token.GetClaim("acr").Value);
            Assert.Equal(host.Clock.GetCurrentInstant().ToUnixTimeSeconds(), token.GetPayloadValue<long>("auth_time"));
            var sid = Guid.Parse(token.GetClaim("sid").Value);
            Assert.True(await host.InDatabase(db => db.Set<Users.SignIn.Session>().AnyAsync(s => s.Id == sid && s.EndedAt == null)));
        }
    }

    [Theory]
    [InlineData(Doctor, 15)]
    [InlineData(Patient, 60)]
    public async Task Whoever_has_gone_away_is_signed_out(string email, int minutes)
    {
        using var browser = host.OpenBrowser();
        var first = await TokensAsync(browser, email);
        host.Clock.Advance(Duration.FromMinutes(minutes) - Duration.FromSeconds(10));
        Assert.True(await IsSignedInAsync(browser));
        var (status, second) = await browser.RefreshAsync(Refresh(first));
        Assert.Equal(HttpStatusCode.OK, status);

        host.Clock.Advance(Duration.FromMinutes(minutes) + Duration.FromSeconds(10));
        Assert.False(await IsSignedInAsync(browser));
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.RefreshAsync(Refresh(second))).Status);
    }

    [Fact]
    public async Task Nobody_is_signed_in_for_longer_than_twelve_hours_however_busy()
    {
        using var browser = host.OpenBrowser();
        var tokens = await TokensAsync(browser, Patient);
        for (var half = 0; half < 24; half++)
        {
            Assert.True(await IsSignedInAsync(browser));
            host.Clock.AdvanceMinutes(30);
        }

        Assert.True(await IsSignedInAsync(browser));
        host.Clock.AdvanceSeconds(1);
        Assert.False(await IsSignedInAsync(browser));
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.RefreshAsync(Refresh(tokens))).Status);
    }

    [Fact]
    public async Task Signing_out_ends_cookie_and_refresh_token_in_every_replica()
    {
        using var browser = host.OpenBrowser();
        var cookie = await CookieOfAsync(browser, Doctor);
        var (code, verifier) = await browser.SecondCodeAsync();
        var (_, tokens) = await browser.RedeemAsync(code, verifier);
        await browser.Http.GetAsync($"/connect/logout?id_token_hint={tokens.GetProperty("id_token").GetString()}", Ct);

        await using var replica = host.WithWebHostBuilder(_ => { });
        using var thief = replica.CreateClient(new() { BaseAddress = browser.Http.BaseAddress!, AllowAutoRedirect = false, HandleCookies = false });
        thief.DefaultRequestHeaders.Add("Cookie", cookie);
        var answer = await thief.GetAsync(Browser.SignInRequest(("prompt", "none")).Url, Ct);
        Assert.Contains("error=login_required", answer.Headers.Location!.Query, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.RefreshAsync(Refresh(tokens))).Status);
        var sid = Guid.Parse(new JsonWebToken(tokens.GetProperty("access_token").GetString()).GetClaim("sid").Value);
        Assert.True(await host.InDatabase(db => db.Revocations.AnyAsync(r => r.Subject == sid, Ct)));
    }

    [Fact]
    public async Task Signing_in_again_ends_the_session_of_before()
    {
        using var browser = host.OpenBrowser();
        var before = await CookieOfAsync(browser, Doctor);
        var (code, verifier) = await browser.SecondCodeAsync();
        var (_, tokens) = await browser.RedeemAsync(code, verifier);
        Assert.True(await OpensAsync(before));

        var after = await CookieOfAsync(browser, Doctor);
        Assert.False(await OpensAsync(before));
        Assert.True(await OpensAsync(after));
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.RefreshAsync(Refresh(tokens))).Status);
    }

    [Fact]
    public async Task A_cookie_with_anything_changed_opens_nothing()
    {
        using var browser = host.OpenBrowser();
        var cookie = await CookieOfAsync(browser, Doctor);
        var start = cookie.IndexOf('=', StringComparison.Ordinal) + 1;
        for (var at = start; at < cookie.Length; at += 7)
            Assert.False(await OpensAsync($"{cookie[..at]}{(cookie[at] == 'A' ? 'B' : 'A')}{cookie[(at + 1)..]}"), $"Changed at {at}");
        Assert.False(await OpensAsync(cookie[..^4]));
        Assert.True(await OpensAsync(cookie));
        Assert.InRange(cookie.Length, 1, 4096);
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData("Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData("curl/8.0", "An unknown browser")]
    [InlineData("", "An unknown browser")]
    public void A_device_is_called_what_its_owner_calls_it(string userAgent, string name) => Assert.Equal(name, Users.SignIn.DeviceName.From(userAgent));

    private static async Task<JsonElement> TokensAsync(Browser browser, string email)
    {
        var (code, verifier) = await browser.GetCodeAsync(email, UsersHost.DemoPassword);
        return (await browser.RedeemAsync(code, verifier)).Body;
    }

    private static string Refresh(JsonElement tokens) => tokens.GetProperty("refresh_token").GetString()!;

    private static async Task<string> CookieOfAsync(Browser browser, string email)
    {
        var signedIn = await browser.SignInAsync(Page, email, UsersHost.DemoPassword);
        return signedIn.Headers.GetValues("Set-Cookie").Last(c => c.StartsWith("practice-sign-in=", StringComparison.Ordinal)).Split(';')[0];
    }

    private async Task<bool> OpensAsync(string cookie)
    {
        using var thief = host.CreateClient(new() { BaseAddress = new Uri(PracticeAspire.Tests.TestIdentity.Authority), AllowAutoRedirect = false, HandleCookies = false });
        thief.DefaultRequestHeaders.Add("Cookie", cookie);
        var answer = await thief.GetAsync(Browser.SignInRequest(("prompt", "none")).Url, Ct);
        return answer.Headers.Location!.Query.Contains("code=", StringComparison.Ordinal);
    }

    private static async Task<bool> IsSignedInAsync(Browser browser)
    {
        var answer = await browser.Http.GetAsync(Browser.SignInRequest(("prompt", "none")).Url, Ct);
        return answer.Headers.Location!.Query.Contains("code=", StringComparison.Ordinal);
    }
}
