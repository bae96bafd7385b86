using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Accounts;

namespace PracticeAspire.Users.Tests.Accounts;

public sealed class PasswordTests(DemoHost host) : IClassFixture<DemoHost>
{
    private const string Page = "/account/sign-in?returnUrl=%2Fconnect%2Fauthorize";

    private static readonly Argon2Passwords Passwords = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void A_hash_says_how_it_was_made_and_takes_the_memory_a_guesser_has_to_pay_for()
    {
        var hash = Passwords.HashPassword(new(), "correct horse battery staple");
        var figures = Regex.Match(hash, @"^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$");
        Assert.True(figures.Success, hash);
        Assert.InRange(int.Parse(figures.Groups[1].Value, null), 19 * 1024, 1024 * 1024);
        Assert.InRange(int.Parse(figures.Groups[2].Value, null), 2, 16);
        Assert.NotEqual(hash, Passwords.HashPassword(new(), "correct horse battery staple"));
    }

    [Fact]
    public void Knows_a_hash_that_the_reference_implementation_made_and_wants_it_made_anew()
    {
        const string hash = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$ISO7kkvFzh19GM8qB7patN3C3Y9HHsjlVTfEZ9T600Y";
        Assert.Equal(PasswordVerificationResult.SuccessRehashNeeded, Passwords.VerifyHashedPassword(new(), hash, "correct horse battery staple"));
        Assert.Equal(PasswordVerificationResult.Failed, Passwords.VerifyHashedPassword(new(), hash, "correct horse battery staplf"));
    }

    [Fact]
    public void Every_character_of_a_password_counts()
    {
        var hash = Passwords.HashPassword(new(), "pässword of every kind: 密码 ");
        Assert.Equal(PasswordVerificationResult.Success, Passwords.VerifyHashedPassword(new(), hash, "pässword of every kind: 密码 "));
        Assert.Equal(PasswordVerificationResult.Failed, Passwords.VerifyHashedPassword(new(), hash, "pässword of every kind: 密码"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$argon2id$")]
    [InlineData("$argon2i$v=19$m=32768,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$argon2id$v=19$m=9999999,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$argon2id$v=19$m=32768,t=0,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$argon2id$v=19$m=32768,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$")]
    [InlineData("$argon2id$v=19$m=32768,t=3,p=1$A$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_hash_of_ours_fits_no_password(string hash) =>
        Assert.Equal(PasswordVerificationResult.Failed, Passwords.VerifyHashedPassword(new(), hash, ""));

    [Fact]
    public async Task A_hash_of_before_still_signs_in_once_and_is_made_anew_by_that()
    {
        var before = new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = 210_000 })).HashPassword(new(), UsersHost.DemoPassword);
        await host.InDatabase(db => db.Accounts.Where(a => a.Email == "biller@demo.practice").ExecuteUpdateAsync(set => set.SetProperty(a => a.PasswordHash, before)));
        using var browser = host.OpenBrowser();

        Assert.Equal(HttpStatusCode.OK, (await browser.SignInAsync(Page, "biller@demo.practice", "not the password")).StatusCode);
        Assert.Equal(before, await HashOf("biller@demo.practice"));

        Assert.Equal(HttpStatusCode.Found, (await browser.SignInAsync(Page, "biller@demo.practice", UsersHost.DemoPassword)).StatusCode);
        Assert.StartsWith("$argon2id$v=19$", await HashOf("biller@demo.practice"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await browser.SignInAsync(Page, "biller@demo.practice", UsersHost.DemoPassword)).StatusCode);
    }

    [Fact]
    public async Task More_people_than_can_be_looked_at_are_told_to_come_back()
    {
        using var queue = new HashingQueue(atOnce: 1, waiting: 1);
        var first = await queue.TurnAsync(Ct);
        var second = queue.TurnAsync(Ct).AsTask();
        Assert.False(second.IsCompleted);
        var refused = await Assert.ThrowsAsync<TooManyAtOnce>(async () => await queue.TurnAsync(Ct));
        Assert.Contains("Try again in a moment", refused.Message, StringComparison.Ordinal);

        first.Dispose();
        (await second).Dispose();
    }

    [Theory]
    [InlineData("1qaz2wsx3edc4rfv", "password-too-common")]
    [InlineData("QWERTY123456789", "password-too-common")]
    [InlineData("passwordpassword", "password-too-common")]
    [InlineData("Password1234567890", "password-too-common")]
    [InlineData("dragondragondragondra", "password-too-common")]
    [InlineData("shadow and sunshine", null)]
    [InlineData("ein Satz, den niemand errät", null)]
    [InlineData("               x y z w", null)]
    [InlineData("correct horse battery staple correct horse battery staple correct horse battery staple correct horse battery staple", null)]
    public void Refuses_what_is_tried_first_and_asks_for_nothing_but_length(string password, string? code)
    {
        var refusal = Record.Exception(() => PasswordRules.Require(password, "someone@example.org"));
        Assert.Equal(code, (refusal as RuleBroken)?.Code);
    }

    private Task<string?> HashOf(string email) => host.InDatabase(db => db.Accounts.Where(a => a.Email == email).Select(a => a.PasswordHash).SingleAsync());
}
