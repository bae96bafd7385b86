using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Users.Tests.SignIn;

public sealed class CodeFlowTests(DemoHost host) : IClassFixture<DemoHost>
{
    private const string Doctor = "doctor@demo.practice";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_demo_doctor_signs_in_and_web_gets_tokens_that_say_who_she_is()
    {
        using var browser = host.OpenBrowser();
        var (code, verifier) = await browser.GetCodeAsync(Doctor, UsersHost.DemoPassword);
        var (status, tokens) = await browser.RedeemAsync(code, verifier);

        Assert.Equal(HttpStatusCode.OK, status);
        var access = new JsonWebToken(tokens.GetProperty("access_token").GetString());
        Assert.Equal("at+jwt", access.Typ);
        Assert.Equal(["practice"], access.Audiences);
        Assert.Equal("Dr. Ana Ruiz", access.GetClaim("name").Value);
        Assert.Equal(["doctor"], access.Claims.Where(c => c.Type == "role").Select(c => c.Value));
        Assert.True(Guid.TryParse(access.Subject, out _));
        Assert.DoesNotContain(access.Claims, c => c.Type is "stamp" or "email");

        var identity = new JsonWebToken(tokens.GetProperty("id_token").GetString());
        Assert.Equal("the-nonce", identity.GetClaim("nonce").Value);
        Assert.Equal(Doctor, identity.GetClaim("email").Value);
        Assert.Equal(access.Subject, identity.Subject);
        Assert.True(identity.TryGetClaim("auth_time", out _));
    }

    [Fact]
    public async Task A_session_is_asked_no_second_time_unless_the_client_wants_it()
    {
        using var browser = host.OpenBrowser();
        await browser.GetCodeAsync(Doctor, UsersHost.DemoPassword);

        var again = await browser.Http.GetAsync(Browser.SignInRequest(("prompt", "none")).Url, Ct);
        Assert.StartsWith(Browser.Redirect, again.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(Browser.CodeIn(again));

        var wanted = await browser.Http.GetAsync(Browser.SignInRequest(("prompt", "login")).Url, Ct);
        Assert.Contains("/account/sign-in", wanted.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_signed_in_is_an_error_for_a_client_that_wants_no_page()
    {
        using var browser = host.OpenBrowser();
        var answer = await browser.Http.GetAsync(Browser.SignInRequest(("prompt", "none")).Url, Ct);
        Assert.Contains("error=login_required", answer.Headers.Location!.Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("code_challenge", null)]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("code_challenge_method", null)]
    [InlineData("response_type", "token")]
    [InlineData("response_type", "id_token")]
    [InlineData("scope", "openid everything")]
    public async Task A_weak_request_gets_no_code_even_from_a_session(string parameter, string? value)
    {
        using var browser = host.OpenBrowser();
        await browser.GetCodeAsync(Doctor, UsersHost.DemoPassword);
        var answer = await browser.Http.GetAsync(Browser.SignInRequest((parameter, value)).Url, Ct);
        if (answer.StatusCode == HttpStatusCode.BadRequest)
            return;
        Assert.StartsWith($"{Browser.Redirect}?error=", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redirect_uri", "https://evil.test/signin-oidc")]
    [InlineData("redirect_uri", "https://web.test/signin-oidc/../evil")]
    [InlineData("redirect_uri", "https://web.test/signin-oidc?next=evil")]
    [InlineData("redirect_uri", "https://web.test.evil.test/signin-oidc")]
    [InlineData("redirect_uri", "http://web.test/signin-oidc")]
    [InlineData("redirect_uri", null)]
    [InlineData("client_id", "nobody")]
    [InlineData("client_id", AppNames.Appointments)]
    public async Task Nobody_is_sent_where_no_client_is_registered(string parameter, string? value)
    {
        using var browser = host.OpenBrowser();
        var answer = await browser.Http.GetAsync(Browser.SignInRequest((parameter, value)).Url, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
        Assert.Contains("Start again from the practice", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_needs_its_own_verifier_and_its_own_address()
    {
        using var browser = host.OpenBrowser();
        var (code, verifier) = await browser.GetCodeAsync(Doctor, UsersHost.DemoPassword);
        Assert.Equal("invalid_grant", Error(await browser.RedeemAsync(code, new string('a', 43))));

        var (other, otherVerifier) = await browser.SecondCodeAsync();
        Assert.Equal("invalid_request", Error(await browser.AskForTokensAsync([("grant_type", "authorization_code"), ("code", other), ("redirect_uri", Browser.Redirect)])));
        Assert.Equal("invalid_grant", Error(await browser.RedeemAsync(other, otherVerifier, ("redirect_uri", "https://evil.test/"))));
        Assert.Equal("invalid_client", Error(await browser.AskForTokensAsync(
            [("grant_type", "authorization_code"), ("code", code), ("code_verifier", verifier), ("redirect_uri", Browser.Redirect)], secret: "wrong")));
    }

    [Fact]
    public async Task A_code_is_good_once_and_a_second_use_takes_back_what_the_first_gave()
    {
        using var browser = host.OpenBrowser();
        var (code, verifier) = await browser.GetCodeAsync(Doctor, UsersHost.DemoPassword);
        var (_, tokens) = await browser.RedeemAsync(code, verifier);

        Assert.Equal("invalid_grant", Error(await browser.RedeemAsync(code, verifier)));
        Assert.Equal("invalid_grant", Error(await browser.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)));
    }

    [Fact]
    public async Task A_refresh_token_gives_new_tokens_and_a_new_refresh_token()
    {
        using var browser = host.OpenBrowser();
        var (code, verifier) = await browser.GetCodeAsync(Doctor, UsersHost.DemoPassword);
        var (_, first) = await browser.RedeemAsync(code, verifier);
        var (status, second) = await browser.RefreshAsync(first.GetProperty("refresh_token").GetString()!);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotEqual(first.GetProperty("refresh_token").GetString(), second.GetProperty("refresh_token").GetString());
        Assert.Equal("Dr. Ana Ruiz", new JsonWebToken(second.GetProperty("access_token").GetString()).GetClaim("name").Value);
    }

    [Fact]
    public async Task A_refresh_token_used_again_later_ends_the_sign_in()
    {
        using var browser = host.OpenBrowser();
        var (code, verifier) = await browser.GetCodeAsync("biller@demo.practice", UsersHost.DemoPassword);
        var (_, first) = await browser.RedeemAsync(code, verifier);
        var (_, second) = await browser.RefreshAsync(first.GetProperty("refresh_token").GetString()!);
        await host.InDatabase(db => db.Database.ExecuteSqlRawAsync("UPDATE openiddict_tokens SET redemption_date = redemption_date - interval '1 minute'", Ct));

        Assert.Equal("invalid_grant", Error(await browser.RefreshAsync(first.GetProperty("refresh_token").GetString()!)));
        Assert.Equal("invalid_grant", Error(await browser.RefreshAsync(second.GetProperty("refresh_token").GetString()!)));
    }

    [Fact]
    public async Task A_sign_in_does_not_grow_longer_by_being_refreshed()
    {
        using var browser = host.OpenBrowser();
        var (code, verifier) = await browser.GetCodeAsync("admin@demo.practice", UsersHost.DemoPassword);
        var (_, tokens) = await browser.RedeemAsync(code, verifier);
        var subject = new JsonWebToken(tokens.GetProperty("access_token").GetString()).Subject;
        await browser.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!);

        var ends = await host.InDatabase(db => db.Database.SqlQuery<DateTime>(
            $"SELECT expiration_date AS \"Value\" FROM openiddict_tokens WHERE type LIKE '%:refresh_token' AND subject = {subject}").ToListAsync(Ct));
        Assert.Equal(2, ends.Count);
        Assert.Single(ends.Distinct());
    }

    [Fact]
    public async Task A_new_password_ends_every_sign_in()
    {
        using var browser = host.OpenBrowser();
        var (code, verifier) = await browser.GetCodeAsync("reception@demo.practice", UsersHost.DemoPassword);
        var (_, tokens) = await browser.RedeemAsync(code, verifier);
        await host.InDatabase(db => db.Accounts.Where(a => a.Email == "reception@demo.practice")
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.SecurityStamp, "another")));

        Assert.Equal("invalid_grant", Error(await browser.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)));
        var again = await browser.Http.GetAsync(Browser.SignInRequest().Url, Ct);
        Assert.Contains("/account/sign-in", again.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_left_the_practice_gets_no_further_tokens()
    {
        using var browser = host.OpenBrowser();
        var (code, verifier) = await browser.GetCodeAsync("nurse@demo.practice", UsersHost.DemoPassword);
        var (_, tokens) = await browser.RedeemAsync(code, verifier);
        await host.InDatabase(db => db.People.Where(p => p.Email == "nurse@demo.practice").ExecuteUpdateAsync(set => set.SetProperty(p => p.Active, false)));

        Assert.Equal("invalid_grant", Error(await browser.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)));
        var again = await browser.Http.GetAsync(Browser.SignInRequest().Url, Ct);
        Assert.Contains("/account/sign-in", again.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_access_token_tells_its_person_and_others_nothing()
    {
        using var browser = host.OpenBrowser();
        var (code, verifier) = await browser.GetCodeAsync(Doctor, UsersHost.DemoPassword);
        var (_, tokens) = await browser.RedeemAsync(code, verifier);

        using var ask = new HttpRequestMessage(HttpMethod.Get, "/connect/userinfo");
        ask.Headers.Authorization = new("Bearer", tokens.GetProperty("access_token").GetString());
        var known = JsonDocument.Parse(await (await browser.Http.SendAsync(ask, Ct)).Content.ReadAsStringAsync(Ct)).RootElement;
        Assert.Equal("Dr. Ana Ruiz", known.GetProperty("name").GetString());

        using var withIdentity = new HttpRequestMessage(HttpMethod.Get, "/connect/userinfo");
        withIdentity.Headers.Authorization = new("Bearer", tokens.GetProperty("id_token").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Http.SendAsync(withIdentity, Ct)).StatusCode);
    }

    private static string? Error((HttpStatusCode Status, JsonElement Body) reply) =>
        reply.Body.TryGetProperty("error", out var error) ? error.GetString() : null;
}
