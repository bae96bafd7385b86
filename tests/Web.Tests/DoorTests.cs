using System.Net;
using PracticeAspire.Web.SignIn;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>Who gets in, what stays out, and what every answer says.</summary>
public sealed class DoorTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/board")]
    [InlineData("/nowhere")]
    [InlineData("/css/base.css")]
    [InlineData("/error/500")]
    [InlineData("/health/live")]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        using var web = new WebHost();
        using var browser = web.Browser(followRedirects: false);

        var headers = (await browser.GetAsync(path, Stop)).Headers;

        var policy = Assert.Single(headers.GetValues("Content-Security-Policy"));
        foreach (var part in (string[])["default-src 'none'", "script-src 'nonce-", "style-src 'self';", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
            Assert.Contains(part, policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(headers.GetValues("Cross-Origin-Opener-Policy")));
        Assert.True(headers.CacheControl?.NoStore == true || path.EndsWith(".css", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_post_without_our_token_or_from_another_site_is_refused()
    {
        using var web = new WebHost();
        using var browser = web.Browser();
        await browser.GetAsync("/sign-in", Stop);

        using var nothing = new FormUrlEncodedContent([]);
        foreach (var path in (string[])["/sign-out", "/theme", "/people", "/book?handler=Hold", "/notices?handler=Read"])
            Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync(path, nothing, Stop)).StatusCode);

        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/sign-out") { Headers = { { "Sec-Fetch-Site", "cross-site" } } };
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SendAsync(foreign, Stop)).StatusCode);
    }

    [Fact]
    public async Task A_rejected_token_leads_to_a_fresh_sign_in_and_not_to_an_error()
    {
        using var web = new WebHost();
        web.World.SigningIn = web.World.Patients[0];
        using var browser = web.Browser(followRedirects: false);
        using (var signingIn = web.Browser())
            await signingIn.GetAsync("/sign-in", Stop);

        var asked = await browser.GetAsync("/my-appointments", Stop);

        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        Assert.Contains("/authorize?", asked.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_brand_new_token_that_is_refused_too_does_not_send_people_round_in_circles()
    {
        using var web = new WebHost();
        web.World.SigningIn = web.World.Patients[0];
        using var browser = web.Browser();
        await browser.GetAsync("/sign-in", Stop);
        web.World.RejectTokens = true;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.GetAsync("/my-appointments", Stop)).StatusCode);
    }

    [Fact]
    public async Task The_session_cookie_is_small_http_only_lax_and_changes_with_each_sign_in()
    {
        using var web = new WebHost();
        var cookies = new CookieContainer();
        using var browser = new HttpClient(new SocketsHttpHandler { UseProxy = false, CookieContainer = cookies }) { BaseAddress = web.Address };
        await browser.GetAsync("/sign-in", Stop);
        var first = cookies.GetCookies(web.Address)["session"]!;
        Assert.True(first.HttpOnly);
        Assert.True(first.Value.Length < 1024);

        await browser.GetAsync("/sign-in", Stop);
        Assert.NotEqual(first.Value, cookies.GetCookies(web.Address)["session"]!.Value);
        Assert.Single(web.World.State.Keys, k => k.StartsWith("session-", StringComparison.Ordinal));

        using var old = web.Browser(followRedirects: false);
        old.DefaultRequestHeaders.Add("Cookie", $"session={first.Value}");
        Assert.Equal(HttpStatusCode.Redirect, (await old.GetAsync("/notices", Stop)).StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_in_the_store()
    {
        using var web = new WebHost();
        using var browser = web.Browser();
        await browser.GetAsync("/sign-in", Stop);
        var page = await browser.GetStringAsync("/notices", Stop);

        var answer = await browser.Press(page, "/sign-out");

        Assert.EndsWith("/signed-out", answer.RequestMessage!.RequestUri!.AbsolutePath, StringComparison.Ordinal);
        Assert.DoesNotContain(web.World.State.Keys, k => k.StartsWith("session-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_state_store_that_is_away_says_so_on_a_page_and_signs_nobody_out()
    {
        using var web = new WebHost();
        using var browser = web.Browser();
        await browser.GetAsync("/sign-in", Stop);

        web.World.Down["statestore"] = true;
        var away = await browser.GetAsync("/notices", Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        Assert.Contains("<h1", await away.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);

        web.World.Down.Clear();
        var back = await browser.GetAsync("/notices", Stop);
        Assert.Equal((HttpStatusCode.OK, "/notices"), (back.StatusCode, back.RequestMessage!.RequestUri!.AbsolutePath));
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData(null)]
    public void Nobody_is_sent_to_another_site(string? url) => Assert.Equal("/", SignInEndpoints.LocalOrHome(url));

    [Theory]
    [InlineData("9999-12-31")]
    [InlineData("-9998-01-01")]
    [InlineData("2026-02-30")]
    [InlineData("tomorrow")]
    public async Task A_day_that_is_none_shows_today_instead_of_an_error(string day)
    {
        using var web = new WebHost();
        web.World.SigningIn = web.World.Receptionist;
        using var browser = web.Browser();
        await browser.GetAsync("/sign-in", Stop);

        foreach (var path in (string[])["/board", "/calendar/week", "/reports/day-sheet"])
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"{path}?day={day}", Stop)).StatusCode);
    }

    [Fact]
    public async Task Staff_pages_are_closed_to_patients()
    {
        using var web = new WebHost();
        web.World.SigningIn = web.World.Patients[0];
        using var browser = web.Browser();
        await browser.GetAsync("/sign-in", Stop);

        foreach (var path in (string[])["/board", "/calendar/week", "/more", "/people", "/reports/day-sheet", "/reports/rebuild", "/administration/import", $"/live/board?location={World.Id(101)}&day=2026-03-03"])
            Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync(path, Stop)).StatusCode);
    }
}
