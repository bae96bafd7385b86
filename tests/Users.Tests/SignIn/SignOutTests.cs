using System.Net;

namespace PracticeAspire.Users.Tests.SignIn;

public sealed class SignOutTests(DemoHost host) : IClassFixture<DemoHost>
{
    private const string Back = $"{UsersHost.Web}/signout-callback-oidc";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Web_signs_a_person_out_with_the_token_it_has_of_them()
    {
        using var browser = host.OpenBrowser();
        var (code, verifier) = await browser.GetCodeAsync("patient@demo.practice", UsersHost.DemoPassword);
        var (_, tokens) = await browser.RedeemAsync(code, verifier);

        var answer = await browser.Http.GetAsync(
            $"/connect/logout?id_token_hint={tokens.GetProperty("id_token").GetString()}&post_logout_redirect_uri={Uri.EscapeDataString(Back)}&state=s", Ct);
        Assert.Equal($"{Back}?state=s", answer.Headers.Location!.ToString());
        Assert.False(await IsSignedInAsync(browser));
    }

    [Fact]
    public async Task A_link_from_anywhere_asks_first()
    {
        using var browser = host.OpenBrowser();
        await browser.GetCodeAsync("patient@demo.practice", UsersHost.DemoPassword);
        var answer = await browser.Http.GetAsync("/connect/logout", Ct);
        Assert.Equal("/account/sign-out", answer.Headers.Location!.ToString());
        Assert.True(await IsSignedInAsync(browser));

        var page = await browser.Http.GetStringAsync("/account/sign-out", Ct);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = Browser.FormTokenIn(page) });
        Assert.Equal(HttpStatusCode.Found, (await browser.Http.PostAsync("/account/sign-out", form, Ct)).StatusCode);
        Assert.False(await IsSignedInAsync(browser));
    }

    [Fact]
    public async Task Nobody_is_sent_to_an_address_web_did_not_register()
    {
        using var browser = host.OpenBrowser();
        var answer = await browser.Http.GetAsync($"/connect/logout?client_id=web&post_logout_redirect_uri={Uri.EscapeDataString("https://evil.test/")}", Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static async Task<bool> IsSignedInAsync(Browser browser)
    {
        var answer = await browser.Http.GetAsync(Browser.SignInRequest(("prompt", "none")).Url, Ct);
        return answer.Headers.Location!.Query.Contains("code=", StringComparison.Ordinal);
    }
}
