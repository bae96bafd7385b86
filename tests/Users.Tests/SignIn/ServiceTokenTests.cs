using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PracticeAspire.Access.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;

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

        await using var neighbour = await NeighbourAsync();
        Assert.Equal($"{service}: service", await AskAsync(neighbour, tokens.GetProperty("access_token").GetString()!));
    }

    [Fact]
    public async Task Another_service_takes_a_persons_access_token_and_nothing_else_of_theirs()
    {
        using var browser = host.OpenBrowser();
        var (code, verifier) = await browser.GetCodeAsync("patient@demo.practice", UsersHost.DemoPassword);
        var (_, tokens) = await browser.RedeemAsync(code, verifier);
        var access = tokens.GetProperty("access_token").GetString()!;

        await using var neighbour = await NeighbourAsync();
        Assert.Equal("Julia Bennett: patient", await AskAsync(neighbour, access));
        Assert.Equal("401", await AskAsync(neighbour, tokens.GetProperty("id_token").GetString()!));
        Assert.Equal("401", await AskAsync(neighbour, tokens.GetProperty("refresh_token").GetString()!));
        Assert.Equal("401", await AskAsync(neighbour, access[..^6] + (access[^6] == 'A' ? 'B' : 'A') + access[^5..]));
        Assert.Equal("401", await AskAsync(neighbour, $"eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{access.Split('.')[1]}."));
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

    /// <summary>A service with the defaults of every service, whose only way to the provider's keys is the provider's address.</summary>
    private async Task<WebApplication> NeighbourAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Identity:Authority"] = TestIdentity.Authority,
            ["APP_API_TOKEN"] = "unused",
        });
        builder.AddServiceDefaults("neighbour");
        builder.Services.TakeRolesAsTheyCome();
        builder.Services.AddSingleton(new Doors(new Dictionary<string, Who>(PolicyTable.Of("neighbour")) { ["GET /whoami"] = Who.SignedIn }));
        builder.Services.Configure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, o => o.BackchannelHttpHandler = host.Server.CreateHandler());

        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapGet("/whoami", (HttpContext context) =>
            context.Caller() is var caller ? $"{caller.Name}: {string.Join(' ', caller.Roles)}" : "");
        await app.StartAsync(Ct);
        return app;
    }

    private static async Task<string> AskAsync(WebApplication neighbour, string token)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/whoami");
        ask.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var http = neighbour.GetTestClient();
        var answer = await http.SendAsync(ask, Ct);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(Ct) : $"{(int)answer.StatusCode}";
    }
}
