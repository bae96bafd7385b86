using System.Net;
using System.Text.RegularExpressions;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Users.Tests.SignIn;

public sealed class SecurityPageTests(DemoHost host) : IClassFixture<DemoHost>
{
    private const string Page = "/account/security";
    private const string Phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_password_takes_the_old_one_and_ends_every_other_sign_in()
    {
        var email = await host.HireAsync(Roles.Patient);
        using var here = await SignedInAsync(email);
        using var there = await SignedInAsync(email);
        var (code, verifier) = await here.SecondCodeAsync();
        var (_, tokens) = await here.RedeemAsync(code, verifier);

        Assert.Contains("is another one", await ChangeAsync(here, "not the old password", "a new and better password"), StringComparison.Ordinal);
        Assert.Contains("not the same", await ChangeAsync(here, Staff.Password, "a new and better password", "a new and bitter password"), StringComparison.Ordinal);
        Assert.Contains("at least 15", await ChangeAsync(here, Staff.Password, "too short"), StringComparison.Ordinal);
        Assert.Contains("tried first", await ChangeAsync(here, Staff.Password, "passwordpassword"), StringComparison.Ordinal);
        Assert.True(await there.IsSignedInAsync());

        Assert.Equal("", await ChangeAsync(here, Staff.Password, "a new and better password"));
        Assert.Contains("Your password is changed", await here.Http.GetStringAsync(Page, Ct), StringComparison.Ordinal);
        Assert.DoesNotContain("Your password is changed", await here.Http.GetStringAsync(Page, Ct), StringComparison.Ordinal);
        Assert.True(await here.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.OK, (await here.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).Status);
        Assert.False(await there.IsSignedInAsync());

        using var later = host.OpenBrowser();
        Assert.Equal(HttpStatusCode.OK, (await later.SignInAsync(Staff.SignInPage, email, Staff.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await later.SignInAsync(Staff.SignInPage, email, "a new and better password")).StatusCode);
    }

    [Fact]
    public async Task Shows_where_one_is_signed_in_and_ends_one_of_them_or_all_others()
    {
        var email = await host.HireAsync(Roles.Patient);
        using var here = await SignedInAsync(email);
        using var phone = await SignedInAsync(email, Phone);
        using var third = await SignedInAsync(email);
        using var stranger = await SignedInAsync(await host.HireAsync(Roles.Patient));
        var (code, verifier) = await phone.SecondCodeAsync();
        var (_, tokens) = await phone.RedeemAsync(code, verifier);

        var page = await here.Http.GetStringAsync(Page, Ct);
        Assert.Contains("Safari on iPhone", page, StringComparison.Ordinal);
        Assert.Equal(1, Regex.Count(page, "this one"));
        Assert.Equal(2, Regex.Count(page, "handler=EndSession"));

        var ofPhone = Regex.Match(page[page.IndexOf("Safari on iPhone", StringComparison.Ordinal)..], "name=\"id\" value=\"([^\"]+)\"").Groups[1].Value;
        await stranger.Http.PostAsync("/account/security?handler=EndSession", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["id"] = ofPhone,
            ["__RequestVerificationToken"] = Browser.FormTokenIn(await stranger.Http.GetStringAsync(Page, Ct)),
        }), Ct);
        Assert.True(await phone.IsSignedInAsync());

        await here.SubmitAsync(Page, "EndSession", ("id", ofPhone));
        Assert.False(await phone.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.BadRequest, (await phone.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).Status);
        Assert.True(await third.IsSignedInAsync());

        await here.SubmitAsync(Page, "EndOthers");
        Assert.False(await third.IsSignedInAsync());
        Assert.True(await here.IsSignedInAsync());
        Assert.True(await stranger.IsSignedInAsync());
    }

    [Theory]
    [InlineData("/account/security")]
    [InlineData("/account/password")]
    [InlineData("/account/recovery-codes")]
    [InlineData("/account/authenticator")]
    [InlineData("/account/confirm")]
    public async Task Is_for_those_who_are_signed_in(string page)
    {
        using var nobody = host.OpenBrowser();
        var answer = await nobody.Http.GetAsync(page, Ct);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.StartsWith("/account/sign-in", answer.Headers.Location!.PathAndQuery(), StringComparison.Ordinal);
    }

    private async Task<Browser> SignedInAsync(string email, string? userAgent = null)
    {
        var browser = host.OpenBrowser();
        if (userAgent is not null)
            browser.Http.DefaultRequestHeaders.Add("User-Agent", userAgent);
        Assert.Equal(HttpStatusCode.Found, (await browser.SignInAsync(Staff.SignInPage, email, Staff.Password)).StatusCode);
        return browser;
    }

    /// <returns>The page that refuses; nothing when it was done.</returns>
    private static async Task<string> ChangeAsync(Browser browser, string old, string password, string? again = null)
    {
        var answer = await browser.SubmitAsync("/account/password", "", ("old", old), ("password", password), ("again", again ?? password));
        return answer.StatusCode == HttpStatusCode.Found ? "" : await answer.Content.ReadAsStringAsync(Ct);
    }
}
