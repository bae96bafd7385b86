using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>What a session hangs on: a cookie nobody can make, and hands that touch it now and then.</summary>
public sealed class SessionCookieTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cookie_with_any_bit_changed_is_nobodys()
    {
        using var web = new WebHost();
        using var browser = new Jar(web.Address);
        await browser.SignIn();
        var good = browser["session"];
        var format = web.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(CookieAuthenticationDefaults.AuthenticationScheme).TicketDataFormat;
        var sealedCookie = Base64UrlEncoder.DecodeBytes(good);
        Assert.NotNull(format.Unprotect(Base64UrlEncoder.Encode(sealedCookie)));

        for (var bit = 0; bit < sealedCookie.Length * 8; bit++)
            Assert.Null(format.Unprotect(Base64UrlEncoder.Encode([.. sealedCookie.Select((b, i) => i == bit / 8 ? (byte)(b ^ (1 << (bit % 8))) : b)])));
        for (var length = 0; length < sealedCookie.Length; length++)
            Assert.Null(format.Unprotect(Base64UrlEncoder.Encode(sealedCookie[..length])));
        foreach (var tag in (int[])[16, 32])
            Assert.Null(format.Unprotect(Base64UrlEncoder.Encode([.. sealedCookie[..^tag], .. new byte[tag]])));
    }

    [Fact]
    public async Task A_forged_cookie_opens_no_page()
    {
        using var web = new WebHost();
        using var browser = new Jar(web.Address);
        await browser.SignIn();
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/notices")).StatusCode);
        var good = Base64UrlEncoder.DecodeBytes(browser["session"]);
        var protection = web.Services.GetRequiredService<IDataProtectionProvider>();

        byte[][] forged =
        [
            [.. good[..^1], (byte)(good[^1] ^ 1)],
            good[..^1],
            [.. good[..^32], .. new byte[32]],
            protection.CreateProtector("PracticeAspire.Web.SessionTickets.v2").Protect("sealed by our own key, for another purpose"u8.ToArray()),
            Base64UrlEncoder.DecodeBytes(browser["form"]),
        ];
        foreach (var cookie in forged)
        {
            browser["session"] = Base64UrlEncoder.Encode(cookie);
            Assert.Contains("/authorize?", (await browser.Get("/notices")).Headers.Location!.OriginalString, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_ticket_that_was_moved_under_anothers_key_in_the_store_opens_nothing()
    {
        using var web = new WebHost();
        web.World.SigningIn = web.World.Administrator;
        using var admin = new Jar(web.Address);
        await admin.SignIn();
        var adminsKey = Assert.Single(web.World.State.Keys, IsSession);
        web.World.SigningIn = web.World.Patients[0];
        using var patient = new Jar(web.Address);
        await patient.SignIn();
        var patientsKey = Assert.Single(web.World.State.Keys, k => IsSession(k) && k != adminsKey);
        Assert.Equal(HttpStatusCode.OK, (await patient.Get("/notices")).StatusCode);

        web.World.State[patientsKey] = web.World.State[adminsKey];

        Assert.Contains("/authorize?", (await patient.Get("/notices")).Headers.Location!.OriginalString, StringComparison.Ordinal);
        static bool IsSession(string key) => key.StartsWith("session-", StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_lie_sealed_in_the_state_store()
    {
        using var web = new WebHost();
        web.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("anything").Protect([1]);
        var kept = System.Text.Encoding.UTF8.GetString(web.World.State["data-protection-keys"]);
        Assert.Contains("sealed", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("masterKey", kept, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reception", 15)]
    [InlineData("patient", 60)]
    public async Task Whoever_touches_nothing_is_signed_out_however_much_the_page_asks_by_itself(string who, int minutes)
    {
        var time = new HandSetTime();
        using var web = new WebHost(time: time);
        web.World.SigningIn = who == "patient" ? web.World.Patients[0] : web.World.Receptionist;
        using var browser = new Jar(web.Address);
        await browser.SignIn();

        for (var touch = 0; touch < 3; touch++)
        {
            time.Pass(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(30));
            Assert.Equal(HttpStatusCode.OK, (await browser.Get("/notices")).StatusCode);
        }

        for (var asked = 0; asked < 3; asked++)
        {
            time.Pass(TimeSpan.FromMinutes(minutes) / 3.5);
            Assert.Equal(HttpStatusCode.OK, (await browser.Get("/notices", byItself: true)).StatusCode);
        }

        time.Pass(TimeSpan.FromMinutes(minutes) / 3.5);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/notices")).StatusCode);
    }

    [Fact]
    public async Task Behind_https_every_cookie_is_tied_to_this_host_small_and_out_of_reach()
    {
        using var web = new WebHost(settings: new Dictionary<string, string> { ["Web:Https"] = "true", ["Proxies:Trusted"] = "127.0.0.0/8,::1/128" });
        web.World.SigningIn = web.World.Receptionist;
        using var browser = new Jar(web.Address, https: true);
        await browser.SignIn();
        await browser.Get("/board");
        var page = await (await browser.Get("/people")).Content.ReadAsStringAsync(Stop);
        await browser.Post("/theme", ("theme", "dark"), ("__RequestVerificationToken", Forms.Values(page, "__RequestVerificationToken")[0]));

        Assert.Equal(
            ["__Host-correlation-", "__Host-form", "__Host-location", "__Host-nonce-", "__Host-session", "__Host-theme"],
            browser.Said.Select(c => c.Split('=')[0]).Select(name => name.Contains("-correlation-", StringComparison.Ordinal) ? "__Host-correlation-" : name.Contains("-nonce-", StringComparison.Ordinal) ? "__Host-nonce-" : name).Distinct().Order(StringComparer.Ordinal));
        foreach (var cookie in browser.Said)
        {
            var parts = cookie.ToLowerInvariant().Split("; ");
            Assert.Contains("secure", parts);
            Assert.Contains("httponly", parts);
            Assert.Contains("path=/", parts);
            Assert.Contains(parts, p => p.StartsWith("samesite=", StringComparison.Ordinal) && p != "samesite=none");
            Assert.DoesNotContain(parts, p => p.StartsWith("domain=", StringComparison.Ordinal));
            Assert.True(cookie.Length <= 4096, cookie);
        }
    }
}
