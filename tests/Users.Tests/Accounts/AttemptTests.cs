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
            return await scope.ServiceProvider.GetRequiredService<Attempts>().SpendAsync(new AttemptLimit("test:at-once", 5, Duration.FromMinutes(3)), Ct);
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

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task An_account_is_guessed_at_no_more_than_a_hundred_times_an_hour_of_however_many_devices(int stolen)
    {
        var email = $"{Guid.NewGuid():N}@example.org";
        await using var scope = host.Services.CreateAsyncScope();
        var attempts = scope.ServiceProvider.GetRequiredService<Attempts>();

        // The worst hour, and one after another: nothing is saved up.
        var looked = new List<Instant>();
        for (var minute = 0; minute < 120; minute++)
        {
            for (var guess = 0; guess < (minute == 0 ? 25 : 3); guess++)
            {
                await GuessAsync(AttemptLimits.Elsewhere(email, new($"10.{10 + stolen}.{minute}.{guess}", null)));
                for (byte device = 0; device < stolen; device++)
                    await GuessAsync(AttemptLimits.OnKnownDevice(email, new($"10.{20 + stolen}.{minute}.{guess}", [device])));
            }

            host.Clock.AdvanceMinutes(1);
        }

        Assert.InRange(looked.Max(at => looked.Count(other => other >= at && other - at < Duration.FromHours(1))), 55, 100);

        async Task GuessAsync(AttemptLimit[] limits)
        {
            if (await attempts.SpendAsync(limits, Ct))
                looked.Add(host.Clock.GetCurrentInstant());
        }
    }

    [Fact]
    public async Task Codes_are_guessed_at_no_more_than_a_hundred_times_an_hour_either()
    {
        await using var scope = host.Services.CreateAsyncScope();
        var attempts = scope.ServiceProvider.GetRequiredService<Attempts>();
        var (account, looked) = (Guid.CreateVersion7(), 0);
        for (var minute = 0; minute < 60; minute++)
        {
            for (byte device = 0; device < 7; device++)
            {
                looked += await attempts.SpendAsync(AttemptLimits.OfCode(account, new("10.3.0.1", [device]), known: true), Ct) ? 1 : 0;
                looked += await attempts.SpendAsync(AttemptLimits.OfCode(account, new("10.3.0.1", null), known: false), Ct) ? 1 : 0;
            }

            host.Clock.AdvanceMinutes(1);
        }

        Assert.InRange(looked, 60, 65);
    }

    [Fact]
    public async Task Who_has_got_hold_of_one_device_leaves_the_owner_s_others_their_attempts()
    {
        var email = $"{Guid.NewGuid():N}@example.org";
        await using var scope = host.Services.CreateAsyncScope();
        var attempts = scope.ServiceProvider.GetRequiredService<Attempts>();
        for (var second = 0; second < 3600; second += 20)
        {
            await attempts.SpendAsync(AttemptLimits.OnKnownDevice(email, new("10.4.0.1", [1])), Ct);
            host.Clock.AdvanceSeconds(20);
        }

        var left = 0;
        while (await attempts.SpendAsync(AttemptLimits.OnKnownDevice(email, new("10.4.0.2", [2])), Ct))
            left++;
        Assert.InRange(left, 9, 10);
    }

    [Fact]
    public async Task A_stranger_who_goes_on_after_being_refused_shuts_nobody_out()
    {
        const string email = "doctor@demo.practice";
        using (var stranger = host.OpenBrowser("10.5.0.1"))
        {
            for (var guess = 0; guess < 40; guess++)
                await TryAsync(stranger, email, "a guess");
        }

        await using var scope = host.Services.CreateAsyncScope();
        Assert.True(await scope.ServiceProvider.GetRequiredService<Attempts>().SpendAsync(
            AttemptLimits.Elsewhere(scope.ServiceProvider.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<Account>>().NormalizeEmail(email), new("10.5.0.2", null)), Ct));
    }

    [Fact]
    public async Task One_address_cannot_try_everybody()
    {
        await using var scope = host.Services.CreateAsyncScope();
        var attempts = scope.ServiceProvider.GetRequiredService<Attempts>();
        var looked = 0;
        for (var account = 0; account < 200; account++)
            looked += await attempts.SpendAsync(AttemptLimits.Elsewhere($"{account}@example.org", new("10.1.3.1", null)), Ct) ? 1 : 0;
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
