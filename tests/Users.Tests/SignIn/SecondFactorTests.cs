using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using NodaTime;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Accounts;

namespace PracticeAspire.Users.Tests.SignIn;

/// <summary>As a practice runs: whoever works there needs a second factor.</summary>
public sealed class SecondFactorTests(UsersHost host) : IClassFixture<UsersHost>
{
    private const string Confirm = "/account/confirm?returnUrl=%2Faccount%2Fsecurity";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_rfc_6238(long second, string code)
    {
        var secret = "12345678901234567890"u8.ToArray();
        Assert.Equal(code, Totp.CodeAt(secret, Totp.StepAt(Instant.FromUnixTimeSeconds(second))));
        Assert.Equal("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Totp.KeyOf(secret));
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_phone_may_be_wrong_by_one_code(int steps, bool taken)
    {
        var (secret, now) = (Totp.NewSecret(), host.Clock.GetCurrentInstant());
        Assert.Equal(taken, Totp.StepOf(secret, Totp.CodeAt(secret, Totp.StepAt(now) + steps), now) is not null);
    }

    [Fact]
    public async Task Who_works_here_sets_up_a_second_factor_before_the_first_sign_in_is_complete()
    {
        var email = await host.HireAsync(Roles.Nurse);
        using var browser = host.OpenBrowser();
        var (url, verifier) = Browser.SignInRequest();
        var toSignIn = await browser.Http.GetAsync(url, Ct);
        var toSetUp = await browser.SignInAsync(toSignIn.Headers.Location!.PathAndQuery(), email, Staff.Password);
        var page = toSetUp.Headers.Location!.ToString();
        Assert.StartsWith("/account/authenticator?", page, StringComparison.Ordinal);
        Assert.False(await browser.IsSignedInAsync());

        var html = await browser.Http.GetStringAsync(page, Ct);
        Assert.Contains("<svg class=\"qr\"", html, StringComparison.Ordinal);
        var phone = new Phone(host.Clock, html);
        var wrong = await browser.SubmitAsync(html, page, "", ("code", phone.Code(5)));
        var again = await wrong.Content.ReadAsStringAsync(Ct);
        Assert.Contains("That is not the code", again, StringComparison.Ordinal);
        Assert.False(await browser.IsSignedInAsync());

        // The same key still, and written as people write it.
        var right = await browser.SubmitAsync(again, page, "", ("code", phone.Code().Insert(3, " ")));
        var done = await right.Content.ReadAsStringAsync(Ct);
        Assert.Equal(10, Staff.CodesOn(done).Distinct().Count());

        var toWeb = await browser.Http.GetAsync(url, Ct);
        var (_, tokens) = await browser.RedeemAsync(Browser.CodeIn(toWeb), verifier);
        var access = new JsonWebToken(tokens.GetProperty("access_token").GetString());
        Assert.Equal("mfa", access.GetClaim("acr").Value);
        Assert.Equal("pwd otp mfa", string.Join(' ', access.GetPayloadValue<string[]>("amr")));
    }

    [Fact]
    public async Task A_patient_needs_none_and_is_asked_for_the_one_they_set_up()
    {
        var email = await host.HireAsync(Roles.Patient);
        using var browser = host.OpenBrowser();
        Assert.Equal("/account/security", await SignInAsync(browser, email));
        Assert.True(await browser.IsSignedInAsync());

        await host.SetUpAppAsync(browser);
        using var other = host.OpenBrowser();
        Assert.StartsWith("/account/confirm", await SignInAsync(other, email), StringComparison.Ordinal);
        Assert.False(await other.IsSignedInAsync());
    }

    [Fact]
    public async Task A_code_is_good_once_even_when_it_comes_many_times_at_once()
    {
        var email = await host.HireAsync(Roles.Biller);
        using var browser = host.OpenBrowser();
        await SignInAsync(browser, email);
        var (phone, _) = await host.SetUpAppAsync(browser);

        // What set the app up is used.
        using var second = host.OpenBrowser();
        await SignInAsync(second, email);
        Assert.Contains("wrong or was used before", await TextAsync(second.SubmitAsync(Confirm, "Code", ("code", phone.Code()))), StringComparison.Ordinal);

        host.Clock.AdvanceSeconds(30);
        var browsers = Enumerable.Range(0, 5).Select(_ => host.OpenBrowser()).ToList();
        foreach (var waiting in browsers)
            await SignInAsync(waiting, email);
        var answers = await Task.WhenAll(browsers.Select(b => b.SubmitAsync(Confirm, "Code", ("code", phone.Code()))));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Found);
        browsers.ForEach(b => b.Dispose());
    }

    [Fact]
    public async Task Guessing_codes_ends_soon()
    {
        var email = await host.HireAsync(Roles.Biller);
        using (var browser = host.OpenBrowser())
        {
            await SignInAsync(browser, email);
            await host.SetUpAppAsync(browser);
        }

        using var thief = host.OpenBrowser();
        await SignInAsync(thief, email);
        for (var guess = 0; guess < 5; guess++)
            Assert.Equal(HttpStatusCode.OK, (await thief.SubmitAsync(Confirm, "Code", ("code", $"00000{guess}"))).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await thief.SubmitAsync(Confirm, "Code", ("code", "000009"))).StatusCode);

        var account = await host.InDatabase(db => db.Accounts.Where(a => a.Email == email).Select(a => a.Id.ToString()).SingleAsync(Ct));
        var reasons = await host.InDatabase(db => db.Database.SqlQuery<string>(
            $"SELECT details->>'reason' AS \"Value\" FROM audit.entry WHERE subject = {account} AND action = 'sign-in.failed' ORDER BY position").ToListAsync(Ct));
        Assert.Equal([.. Enumerable.Repeat("wrong-code", 5), "too-many-codes"], reasons);
    }

    [Fact]
    public async Task A_recovery_code_is_good_once_and_new_ones_end_the_old()
    {
        var email = await host.HireAsync(Roles.Doctor);
        using var browser = host.OpenBrowser();
        await SignInAsync(browser, email);
        var (_, codes) = await host.SetUpAppAsync(browser);

        using (var lost = host.OpenBrowser())
        {
            await SignInAsync(lost, email);
            Assert.Equal(HttpStatusCode.Found, (await lost.SubmitAsync($"{Confirm}&recovery=true", "Code", ("code", codes[0].ToLowerInvariant().Replace('-', ' ')))).StatusCode);
            Assert.True(await lost.IsSignedInAsync());
        }

        using (var again = host.OpenBrowser())
        {
            await SignInAsync(again, email);
            Assert.Contains("used before", await TextAsync(again.SubmitAsync($"{Confirm}&recovery=true", "Code", ("code", codes[0]))), StringComparison.Ordinal);
        }

        var fresh = Staff.CodesOn(await TextAsync(browser.SubmitAsync("/account/recovery-codes", "")));
        Assert.Equal(10, fresh.Length);
        Assert.Empty(fresh.Intersect(codes));
        using var old = host.OpenBrowser();
        await SignInAsync(old, email);
        Assert.Contains("none of your recovery codes", await TextAsync(old.SubmitAsync($"{Confirm}&recovery=true", "Code", ("code", codes[1]))), StringComparison.Ordinal);

        var kept = await host.InDatabase(db => db.Set<RecoveryCode>().Select(c => c.CodeHash).ToListAsync(Ct));
        Assert.All(kept, hash => Assert.Equal(32, hash.Length));
    }

    [Fact]
    public async Task A_password_alone_never_takes_the_place_of_a_second_factor()
    {
        var email = await host.HireAsync(Roles.Nurse);
        using (var browser = host.OpenBrowser())
        {
            await SignInAsync(browser, email);
            await host.SetUpAppAsync(browser);
        }

        using var thief = host.OpenBrowser();
        await SignInAsync(thief, email);
        Assert.StartsWith("/account/confirm", (await thief.Http.GetAsync("/account/authenticator", Ct)).Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("/account/sign-in", (await thief.Http.GetAsync("/account/security", Ct)).Headers.Location!.PathAndQuery(), StringComparison.Ordinal);
        Assert.StartsWith("/account/sign-in", (await thief.Http.GetAsync("/account/recovery-codes", Ct)).Headers.Location!.PathAndQuery(), StringComparison.Ordinal);
        var html = await thief.Http.GetStringAsync(Confirm, Ct);
        var byPassword = await thief.Http.PostAsync("/account/confirm?handler=Password", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["password"] = Staff.Password,
            ["__RequestVerificationToken"] = Browser.FormTokenIn(html),
        }), Ct);
        Assert.Equal(HttpStatusCode.BadRequest, byPassword.StatusCode);
        Assert.False(await thief.IsSignedInAsync());
    }

    [Fact]
    public async Task Who_needs_a_second_factor_keeps_the_last_one_they_have()
    {
        var email = await host.HireAsync(Roles.Administrator);
        using var browser = host.OpenBrowser();
        await SignInAsync(browser, email);
        await host.SetUpAppAsync(browser);
        Assert.Contains("Add a passkey before", await TextAsync(browser.SubmitAsync("/account/security", "RemoveApp")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_database_alone_knows_no_secret_and_a_secret_moved_to_another_account_opens_nothing()
    {
        var email = await host.HireAsync(Roles.Nurse);
        using var browser = host.OpenBrowser();
        await SignInAsync(browser, email);
        await host.SetUpAppAsync(browser);
        var app = await host.InDatabase(db => db.Set<Authenticator>().Join(db.Accounts.Where(a => a.Email == email), a => a.AccountId, a => a.Id, (a, _) => a).SingleAsync(Ct));
        Assert.Equal(12 + 16 + 20, app.SealedSecret.Length);

        var keys = (Users.SignIn.ProviderKeys)host.Services.GetService(typeof(Users.SignIn.ProviderKeys))!;
        var envelope = new Envelope(keys.Encryption.Key, "practice/users/authenticator/v1"u8.ToArray());
        Assert.Equal(20, envelope.Open(app.SealedSecret, app.AccountId.ToByteArray()).Length);
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => envelope.Open(app.SealedSecret, Guid.NewGuid().ToByteArray()));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => envelope.Open(app.SealedSecret.AsSpan(0, 20), app.AccountId.ToByteArray()));
        for (var bit = 0; bit < app.SealedSecret.Length * 8; bit++)
        {
            var forged = app.SealedSecret.ToArray();
            forged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => envelope.Open(forged, app.AccountId.ToByteArray()));
        }
    }

    /// <returns>Where the browser is sent after the password.</returns>
    private static async Task<string> SignInAsync(Browser browser, string email) =>
        (await browser.SignInAsync(Staff.SignInPage, email, Staff.Password)).Headers.Location!.ToString();

    private static async Task<string> TextAsync(Task<HttpResponseMessage> answer) => await (await answer).Content.ReadAsStringAsync(Ct);
}
