using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using PracticeAspire.Users.Accounts;

namespace PracticeAspire.Users.Tests.Accounts;

public sealed class AttemptTests(DemoHost host) : IClassFixture<DemoHost>
{
    private const string Page = "/account/sign-in?returnUrl=%2Fconnect%2Fauthorize";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Five_wrong_attempts_from_an_address_and_even_the_right_one_waits_three_minutes()
    {
        using var browser = host.OpenBrowser("10.1.0.1");
        for (var guess = 0; guess < 5; guess++)
            Assert.Equal(HttpStatusCode.OK, await TryAsync(browser, "reception@demo.practice", "a guess"));

        var refused = await browser.SignInAsync(Page, "reception@demo.practice", UsersHost.DemoPassword);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(3), refused.Headers.RetryAfter!.Delta);
        Assert.Contains("Wait three minutes", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        host.Clock.AdvanceMinutes(3);
        Assert.Equal(HttpStatusCode.Found, await TryAsync(browser, "reception@demo.practice", UsersHost.DemoPassword));
    }

    [Fact]
    public async Task Guesses_that_come_at_once_are_counted_like_guesses_one_by_one()
    {
        var looked = await Task.WhenAll(Enumerable.Range(0, 30).Select(async _ =>
        {
            await using var scope = host.Services.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<Attempts>().SpendAsync(new("test:at-once", 5, Duration.FromMinutes(3)), Ct);
        }));
        Assert.Equal(5, looked.Count(l => l));
    }

    [Fact]
    public async Task An_address_that_is_no_accounts_rests_like_any_other()
    {
        using var browser = host.OpenBrowser("10.1.0.2");
        for (var guess = 0; guess < 5; guess++)
            Assert.Equal(HttpStatusCode.OK, await TryAsync(browser, "nobody@demo.practice", "a guess"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync(browser, "nobody@demo.practice", "a guess"));
    }

    [Fact]
    public async Task A_stranger_shuts_out_neither_the_owner_on_a_device_of_theirs_nor_from_one_address_anyone_elsewhere()
    {
        using var owner = host.OpenBrowser("10.1.0.3");
        Assert.Equal(HttpStatusCode.Found, await TryAsync(owner, "biller@demo.practice", UsersHost.DemoPassword));

        using (var stranger = host.OpenBrowser("10.1.0.4"))
        {
            while (await TryAsync(stranger, "biller@demo.practice", "a guess") != HttpStatusCode.TooManyRequests)
            {
            }
        }

        using (var newDevice = host.OpenBrowser("10.1.0.5"))
            Assert.Equal(HttpStatusCode.Found, await TryAsync(newDevice, "biller@demo.practice", UsersHost.DemoPassword));

        // From everywhere: now nobody new gets in, and the owner does.
        var everywhere = 100;
        HttpStatusCode last;
        do
        {
            using var strangers = host.OpenBrowser($"10.1.1.{everywhere++}");
            last = await TryAsync(strangers, "biller@demo.practice", "a guess");
        }
        while (last != HttpStatusCode.TooManyRequests);
        Assert.InRange(everywhere - 100, 10, 21);
        Assert.Equal(HttpStatusCode.Found, await TryAsync(owner, "biller@demo.practice", UsersHost.DemoPassword));
    }

    [Fact]
    public async Task An_account_is_guessed_at_no_more_than_a_hundred_times_an_hour()
    {
        const string email = "nurse@demo.practice";
        using var device = host.OpenBrowser("10.1.2.1");
        Assert.Equal(HttpStatusCode.Found, await TryAsync(device, email, UsersHost.DemoPassword));
        await using var scope = host.Services.CreateAsyncScope();
        var attempts = scope.ServiceProvider.GetRequiredService<Attempts>();
        var stolen = new Visitor("10.1.2.1", [1, 2, 3]);

        var looked = 0;
        for (var minute = 0; minute < 60; minute++)
        {
            for (var guess = 0; guess < 10; guess++)
            {
                if (await attempts.SpendAsync(AttemptLimits.Elsewhere(email, new($"10.1.{minute}.{guess}", null))[1], Ct))
                    looked++;
                if (await attempts.SpendAsync(AttemptLimits.OnKnownDevice(email, stolen)[1], Ct))
                    looked++;
            }

            host.Clock.AdvanceMinutes(1);
        }

        Assert.InRange(looked, 60, 100);
    }

    [Fact]
    public async Task One_address_cannot_try_everybody()
    {
        await using var scope = host.Services.CreateAsyncScope();
        var attempts = scope.ServiceProvider.GetRequiredService<Attempts>();
        var looked = 0;
        for (var account = 0; account < 200; account++)
            looked += await attempts.SpendAsync(AttemptLimits.Elsewhere($"{account}@example.org", new("10.1.3.1", null))[0], Ct) ? 1 : 0;
        Assert.Equal(60, looked);
    }

    [Fact]
    public async Task Whoever_signs_in_has_all_attempts_again()
    {
        using var browser = host.OpenBrowser("10.1.0.6");
        for (var round = 0; round < 3; round++)
        {
            for (var wrong = 0; wrong < 4; wrong++)
                Assert.Equal(HttpStatusCode.OK, await TryAsync(browser, "admin@demo.practice", "a guess"));
            Assert.Equal(HttpStatusCode.Found, await TryAsync(browser, " Admin@Demo.Practice ", UsersHost.DemoPassword));
        }
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    public void A_network_is_one_address(string remote, string counted)
    {
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        Assert.Equal(counted, Visitor.From(context).Address);
    }

    private static async Task<HttpStatusCode> TryAsync(Browser browser, string email, string password) =>
        (await browser.SignInAsync(Page, email, password)).StatusCode;
}
