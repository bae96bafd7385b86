using System.Net;
using Grpc.Core;
using PracticeAspire.Access.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Users.Tests.SignIn;

/// <summary>Tokens as another service takes them: by the framework's handler, with what the provider publishes and nothing else.</summary>
public sealed class ServiceTokenTests(DemoHost host) : IClassFixture<DemoHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AppNames.Users)]
    [InlineData(AppNames.Appointments)]
    [InlineData(AppNames.Notifications)]
    [InlineData(AppNames.Reporting)]
    public async Task A_service_gets_a_token_of_its_own_and_another_service_takes_it(string service)
    {
        using var browser = host.OpenBrowser();
        var (status, tokens) = await browser.AskForTokensAsync([("grant_type", "client_credentials")], service);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.False(tokens.TryGetProperty("refresh_token", out _));

        await using var neighbour = await Neighbour.StartAsync(host);
        Assert.Equal($"{service}: service", await neighbour.AskAsync(tokens.GetProperty("access_token").GetString()!));
    }

    [Fact]
    public async Task Another_service_takes_a_persons_access_token_and_nothing_else_of_theirs()
    {
        using var browser = host.OpenBrowser();
        var (code, verifier) = await browser.GetCodeAsync("patient@demo.practice", UsersHost.DemoPassword);
        var (_, tokens) = await browser.RedeemAsync(code, verifier);
        var access = tokens.GetProperty("access_token").GetString()!;

        await using var neighbour = await Neighbour.StartAsync(host);
        Assert.Equal("Julia Bennett: patient", await neighbour.AskAsync(access));
        Assert.Equal("401", await neighbour.AskAsync(tokens.GetProperty("id_token").GetString()!));
        Assert.Equal("401", await neighbour.AskAsync(tokens.GetProperty("refresh_token").GetString()!));
        Assert.Equal("401", await neighbour.AskAsync(access[..^6] + (access[^6] == 'A' ? 'B' : 'A') + access[^5..]));
        Assert.Equal("401", await neighbour.AskAsync($"eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{access.Split('.')[1]}."));
    }

    [Fact]
    public async Task What_web_gets_for_itself_opens_the_access_feed_and_nothing_else()
    {
        using var browser = host.OpenBrowser();
        var (_, tokens) = await browser.AskForTokensAsync([("grant_type", "client_credentials")], AppNames.Web);
        var web = host.WithToken(tokens.GetProperty("access_token").GetString());

        using var feed = new AccessFeed.AccessFeedClient(web).Watch(new WatchAccessRequest(), cancellationToken: Ct);
        Assert.True(await feed.ResponseStream.MoveNext(Ct));
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await new Contracts.People.PeopleClient(web).ListPractitionersAsync(new(), cancellationToken: Ct));
        Assert.Equal(StatusCode.PermissionDenied, refusal.StatusCode);
    }

    [Theory]
    [InlineData(AppNames.Appointments, "wrong", "client_credentials", "invalid_client")]
    [InlineData("nobody", "wrong", "client_credentials", "invalid_client")]
    [InlineData(AppNames.Web, null, "password", "unsupported_grant_type")]
    public async Task Refuses_tokens_to_whoever_has_no_right_to_them(string client, string? secret, string grant, string error)
    {
        using var browser = host.OpenBrowser();
        var (_, body) = await browser.AskForTokensAsync([("grant_type", grant), ("username", "u"), ("password", "p")], client, secret);
        Assert.Equal(error, body.GetProperty("error").GetString());
    }
}
