using System.Net;
using NodaTime;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Tests.SignIn;

namespace PracticeAspire.Users.Tests.AccountLinks;

public sealed class PasswordResetTests(UsersHost host) : IClassFixture<UsersHost>
{
    private const string Forgot = "/account/forgot";
    private const string Another = "a password that was not there before";

    [Fact]
    public async Task A_new_password_ends_every_sign_in_and_the_old_password()
    {
        var email = await host.HireAsync(Roles.Patient);
        using var before = host.OpenBrowser();
        await before.SignInAsync(Staff.SignInPage, email, Staff.Password);
        Assert.True(await before.IsSignedInAsync());

        using var browser = host.OpenBrowser();
        await browser.SubmitAsync(Forgot, "", ("email", email));
        var chosen = await browser.SubmitAsync(await host.LastLinkToAsync(email), "", ("password", Another), ("again", Another));

        Assert.Equal(HttpStatusCode.Redirect, chosen.StatusCode);
        Assert.True(await browser.IsSignedInAsync());
        Assert.False(await before.IsSignedInAsync());
        using var old = host.OpenBrowser();
        Assert.Contains("is wrong", await old.SignInAsync(Staff.SignInPage, email, Staff.Password).TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_reads_the_mail_still_needs_the_second_factor()
    {
        var email = await host.HireAsync(Roles.Nurse);
        using var owner = host.OpenBrowser();
        await owner.SignInAsync(Staff.SignInPage, email, Staff.Password);
        await host.SetUpAppAsync(owner);

        using var browser = host.OpenBrowser();
        await browser.SubmitAsync(Forgot, "", ("email", email));
        var chosen = await browser.SubmitAsync(await host.LastLinkToAsync(email), "", ("password", Another), ("again", Another));

        Assert.StartsWith("/account/confirm", chosen.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task An_unknown_address_gets_the_same_answer_and_no_mail()
    {
        var (known, unknown) = (await host.HireAsync(Roles.Patient), $"{Guid.NewGuid():N}@example.org");
        using var browser = host.OpenBrowser("10.1.0.1");
        var answers = new List<string>();
        foreach (var address in (string[])[known, unknown])
            answers.Add((await browser.SubmitAsync(Forgot, "", ("email", address)).TextAsync()).Replace(address, "…", StringComparison.Ordinal));

        Assert.Equal(answers[0], answers[1]);
        Assert.Equal((1, 0), (await host.MailedToAsync(known), await host.MailedToAsync(unknown)));
    }

    [Fact]
    public async Task Nobody_floods_a_mailbox()
    {
        var email = await host.HireAsync(Roles.Patient);
        for (var i = 0; i < 6; i++)
        {
            using var browser = host.OpenBrowser($"10.2.0.{i}");
            Assert.Contains("on its way", await browser.SubmitAsync(Forgot, "", ("email", email)).TextAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(3, await host.MailedToAsync(email));
    }

    [Fact]
    public async Task One_address_does_not_ask_for_everyone()
    {
        using var browser = host.OpenBrowser("10.3.0.1");
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 21; i++)
            answers.Add((await browser.SubmitAsync(Forgot, "", ("email", $"{Guid.NewGuid():N}@example.org"))).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
        Assert.All(answers[..^1], status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task A_link_is_over_after_an_hour_and_when_another_was_used()
    {
        var email = await host.HireAsync(Roles.Patient);
        using var browser = host.OpenBrowser();
        await browser.SubmitAsync(Forgot, "", ("email", email));
        var first = await host.LastLinkToAsync(email);
        await browser.SubmitAsync(Forgot, "", ("email", email));
        var second = await host.LastLinkToAsync(email);
        Assert.NotEqual(first, second);
        await browser.SubmitAsync(second, "", ("password", Another), ("again", Another));
        Assert.Contains("has been used", await browser.Http.GetStringAsync(first), StringComparison.Ordinal);

        await browser.SubmitAsync(Forgot, "", ("email", email));
        var third = await host.LastLinkToAsync(email);
        host.Clock.Advance(Duration.FromHours(1));
        Assert.Contains("its time is over", await browser.Http.GetStringAsync(third), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Enter your e-mail address.")]
    [InlineData("nobody", "not an e-mail address")]
    [InlineData("a@b.example\r\nBcc: c@d.example", "not an e-mail address")]
    public async Task What_is_no_address_gets_a_sentence(string typed, string sentence)
    {
        using var browser = host.OpenBrowser();
        Assert.Contains(sentence, await browser.SubmitAsync(Forgot, "", ("email", typed)).TextAsync(), StringComparison.Ordinal);
    }
}
