using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.Tests.SignIn;

public sealed class ProviderTests(UsersHost host) : IClassFixture<UsersHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Outside_development_there_are_no_demo_accounts()
    {
        using var browser = host.OpenBrowser();
        Assert.Equal(HttpStatusCode.OK, (await browser.Http.GetAsync("/account/sign-in", Ct)).StatusCode);
        Assert.False(await host.InDatabase(db => db.Accounts.AnyAsync()));
        Assert.False(await host.InDatabase(db => db.People.AnyAsync(p => p.Email.EndsWith("@demo.practice"))));
    }

    [Fact]
    public async Task Outside_development_cookies_are_bound_to_this_host_and_to_https()
    {
        using var browser = host.OpenBrowser();
        var page = await browser.Http.GetAsync("/account/sign-in", Ct);
        var cookie = Assert.Single(page.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
        Assert.Contains("; secure", cookie, StringComparison.Ordinal);
        Assert.Contains("; httponly", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discovery_says_which_proof_can_be_asked_for()
    {
        using var browser = host.OpenBrowser();
        var published = System.Text.Json.JsonDocument.Parse(await browser.Http.GetStringAsync("/.well-known/openid-configuration", Ct)).RootElement;
        Assert.Equal(["mfa", "pwd"], published.GetProperty("acr_values_supported").EnumerateArray().Select(v => v.GetString()));
        Assert.Contains("amr", published.GetProperty("claims_supported").EnumerateArray().Select(v => v.GetString()));
    }

    [Fact]
    public async Task Outside_development_plain_http_is_refused()
    {
        using var http = host.CreateClient(new() { BaseAddress = new Uri("http://identity.test"), AllowAutoRedirect = false });
        var answer = await http.GetAsync("/.well-known/openid-configuration", Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task What_one_replica_sealed_another_opens_and_the_database_alone_opens_nothing()
    {
        var sealedText = host.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("text");
        var stored = await host.InDatabase(db => db.Set<DataProtectionKey>().Select(k => k.Xml).ToListAsync(Ct));
        Assert.NotEmpty(stored);
        Assert.All(stored, xml => Assert.DoesNotContain("<masterKey", xml, StringComparison.Ordinal));

        await using var replica = host.WithWebHostBuilder(_ => { });
        Assert.Equal("text", replica.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Unprotect(sealedText));
    }

    [Fact]
    public async Task Old_tokens_are_forgotten()
    {
        using var browser = host.OpenBrowser();
        await browser.AskForTokensAsync([("grant_type", "client_credentials")], "reporting");
        await host.InDatabase(db => db.Database.ExecuteSqlRawAsync(
            "UPDATE openiddict_tokens SET creation_date = now() - interval '3 days', expiration_date = now() - interval '3 days'", Ct));
        await host.Services.GetServices<IHostedService>().OfType<ForgetOldTokens>().Single().ForgetAsync(Ct);
        Assert.Equal([0], await host.InDatabase(db => db.Database.SqlQueryRaw<int>("SELECT count(*)::int FROM openiddict_tokens").ToListAsync(Ct)));
    }
}
