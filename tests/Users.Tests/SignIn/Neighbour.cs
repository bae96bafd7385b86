using System.Net.Http.Headers;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;

namespace PracticeAspire.Users.Tests.SignIn;

/// <summary>A service with the defaults of every service, whose only way to the provider's keys is the provider's address.</summary>
internal sealed class Neighbour(WebApplication app) : IAsyncDisposable
{
    private readonly HttpClient http = app.GetTestClient();

    private JwtBearerOptions Bearer => app.Services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(JwtBearerDefaults.AuthenticationScheme);

    public static async Task<Neighbour> StartAsync(UsersHost users)
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
        builder.Services.Configure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, o =>
        {
            o.BackchannelHttpHandler = users.Server.CreateHandler();
            o.RefreshInterval = TimeSpan.FromSeconds(1);
        });

        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapGet("/whoami", (HttpContext context) => context.Caller() is var caller ? $"{caller.Name}: {string.Join(' ', caller.Roles)}" : "");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Neighbour(app);
    }

    /// <returns>Whom it takes the token's owner for, or the status it refuses with.</returns>
    public async Task<string> AskAsync(string token)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/whoami");
        ask.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await http.SendAsync(ask);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : $"{(int)answer.StatusCode}";
    }

    /// <summary>What it does by itself once in <see cref="BearerAuthentication.LookForKeysEvery"/>, now.</summary>
    public Task LookForKeysAsync(int howMany) => Eventually.Is(KeysAsync, keys => keys == howMany, $"{howMany} keys to be known");

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
    }

    private async Task<int> KeysAsync()
    {
        Bearer.ConfigurationManager!.RequestRefresh();
        return (await Bearer.ConfigurationManager.GetConfigurationAsync(CancellationToken.None)).SigningKeys.Count;
    }
}
