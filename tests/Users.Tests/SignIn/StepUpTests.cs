using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using NodaTime;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Users.Tests.SignIn;

/// <summary>Where nobody needs a second factor by role, and clients ask for more proof by request.</summary>
public sealed class StepUpTests(DemoHost host) : IClassFixture<DemoHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_wants_a_second_factor_gets_one_set_up_first()
    {
        using var browser = await SignedInAsync();
        var silent = await browser.Http.GetAsync(Browser.SignInRequest(("acr_values", "mfa"), ("prompt", "none")).Url, Ct);
        Assert.Contains("error=interaction_required", silent.Headers.Location!.Query, StringComparison.Ordinal);

        var (url, verifier) = Browser.SignInRequest(("acr_values", "mfa"));
        var toConfirm = await browser.Http.GetAsync(url, Ct);
        Assert.StartsWith("/account/confirm", toConfirm.Headers.Location!.PathAndQuery(), StringComparison.Ordinal);
        var toSetUp = await browser.Http.GetAsync(toConfirm.Headers.Location, Ct);
        Assert.StartsWith("/account/authenticator", toSetUp.Headers.Location!.PathAndQuery(), StringComparison.Ordinal);

        await host.SetUpAppAsync(browser);
        var (_, tokens) = await browser.RedeemAsync(Browser.CodeIn(await browser.Http.GetAsync(url, Ct)), verifier);
        Assert.Equal("mfa", new JsonWebToken(tokens.GetProperty("access_token").GetString()).GetClaim("acr").Value);
    }

    [Fact]
    public async Task A_second_factor_older_than_asked_is_asked_for_again_and_the_cookie_of_before_opens_nothing_more()
    {
        using var browser = await SignedInAsync();
        var (phone, _) = await host.SetUpAppAsync(browser);
        var (first, firstVerifier) = await browser.SecondCodeAsync();
        var (_, before) = await browser.RedeemAsync(first, firstVerifier);
        host.Clock.Advance(Duration.FromMinutes(6));

        var (url, verifier) = Browser.SignInRequest(("acr_values", "mfa"), ("max_age", "300"));
        var toConfirm = (await browser.Http.GetAsync(url, Ct)).Headers.Location!.PathAndQuery();
        Assert.StartsWith("/account/confirm", toConfirm, StringComparison.Ordinal);
        var confirmed = await browser.SubmitAsync(toConfirm, "Code", ("code", phone.Code()));
        Assert.Equal(HttpStatusCode.Found, confirmed.StatusCode);
        Assert.Contains(confirmed.Headers.GetValues("Set-Cookie"), c => c.StartsWith("practice-sign-in=", StringComparison.Ordinal));

        var (_, after) = await browser.RedeemAsync(Browser.CodeIn(await browser.Http.GetAsync(confirmed.Headers.Location, Ct)), verifier);
        var (old, stronger) = (Access(before), Access(after));
        Assert.Equal(old.GetClaim("sid").Value, stronger.GetClaim("sid").Value);
        Assert.Equal(360, stronger.GetPayloadValue<long>("auth_time") - old.GetPayloadValue<long>("auth_time"));

        // The other tabs of the same sign-in go on.
        Assert.Equal(HttpStatusCode.OK, (await browser.RefreshAsync(before.GetProperty("refresh_token").GetString()!)).Status);
    }

    [Fact]
    public async Task What_changes_a_sign_in_wants_the_password_again_after_ten_minutes()
    {
        var email = await host.HireAsync(Roles.Patient);
        using var browser = host.OpenBrowser();
        var signedIn = await browser.SignInAsync(Staff.SignInPage, email, Staff.Password);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Last(c => c.StartsWith("practice-sign-in=", StringComparison.Ordinal)).Split(';')[0];
        host.Clock.Advance(Duration.FromMinutes(11));
        Assert.Equal(HttpStatusCode.OK, (await browser.Http.GetAsync("/account/security", Ct)).StatusCode);
        var toConfirm = (await browser.Http.GetAsync("/account/password", Ct)).Headers.Location!.ToString();

        Assert.Equal(HttpStatusCode.OK, (await browser.SubmitAsync(toConfirm, "Password", ("password", "a guess at the password"))).StatusCode);
        Assert.Equal("/account/password", (await browser.SubmitAsync(toConfirm, "Password", ("password", Staff.Password))).Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, (await browser.Http.GetAsync("/account/password", Ct)).StatusCode);

        using var thief = host.CreateClient(new() { BaseAddress = browser.Http.BaseAddress!, AllowAutoRedirect = false, HandleCookies = false });
        thief.DefaultRequestHeaders.Add("Cookie", cookie);
        Assert.Equal(HttpStatusCode.Found, (await thief.GetAsync("/account/security", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_role_that_needs_a_second_factor_from_now_on_gets_nothing_more_without_one()
    {
        var email = await host.HireAsync(Roles.Nurse);
        using var browser = host.OpenBrowser();
        var (code, verifier) = await browser.GetCodeAsync(email, Staff.Password);
        var (_, tokens) = await browser.RedeemAsync(code, verifier);
        await host.InDatabase(db => db.Roles.Where(r => r.Name == Roles.Nurse).ExecuteUpdateAsync(set => set.SetProperty(r => r.MfaRequired, true), Ct));

        Assert.Equal(HttpStatusCode.BadRequest, (await browser.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).Status);
        Assert.StartsWith("/account/confirm", (await browser.Http.GetAsync(Browser.SignInRequest().Url, Ct)).Headers.Location!.PathAndQuery(), StringComparison.Ordinal);
        await host.SetUpAppAsync(browser);
        Assert.True(await browser.IsSignedInAsync());
    }

    private static JsonWebToken Access(System.Text.Json.JsonElement tokens) => new(tokens.GetProperty("access_token").GetString());

    private async Task<Browser> SignedInAsync()
    {
        var browser = host.OpenBrowser();
        await browser.SignInAsync(Staff.SignInPage, await host.HireAsync(Roles.Receptionist), Staff.Password);
        return browser;
    }
}
