using System.Net.Http.Headers;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using NodaTime;
using PracticeAspire.Access.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using PracticeAspire.Users.People;
using Person = PracticeAspire.Users.People.Person;

namespace PracticeAspire.Users.Tests.LinkedIdentities;

/// <summary>Another service, which has no directory of its own and asks this one who has signed in with Keycloak.</summary>
public sealed class AskUsersTests(DirectoryByKeycloak host) : IClassFixture<DirectoryByKeycloak>
{
    private static readonly TestIssuer Keycloak = TestIssuer.Keycloak;

    private int asked;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_learns_whose_token_it_is_and_asks_no_more_until_the_two_are_parted()
    {
        var nurse = await HireAsync();
        await using var service = await ServiceAsync();

        // Three tokens of one sign-in, as a working day brings them.
        for (var renewal = 0; renewal < 3; renewal++)
            Assert.Equal($"Robin Example {nurse}", await AskAsync(service, Keycloak.ForPerson(nurse, [Roles.Nurse])));
        Assert.Equal(1, asked);

        var link = await host.InDatabase(db => db.LinkedIdentities.SingleAsync(l => l.PersonId == nurse, Ct));
        await host.InDatabase(async db =>
        {
            (await db.LinkedIdentities.SingleAsync(l => l.Id == link.Id, Ct)).End(host.Clock.GetCurrentInstant());
            return await db.SaveChangesAsync(Ct);
        });
        var told = TestIdentity.RolesAsTheyCome();
        told.Revocations.Add(new Revocation { Subject = link.Id.ToString(), At = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(host.Clock.GetCurrentInstant().ToDateTimeOffset()) });
        service.Services.GetRequiredService<AccessRules>().Take(told);
        Assert.Equal("403", await AskAsync(service, Keycloak.ForPerson(nurse, [Roles.Nurse], t => t["iat"] = (long)t["exp"]!)));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Nobody_gets_in_when_nobody_can_say_who_it_is()
    {
        var (nurse, known) = (await HireAsync(), await HireAsync());
        await using var service = await ServiceAsync();
        Assert.Equal($"Robin Example {known}", await AskAsync(service, Keycloak.ForPerson(known, [Roles.Nurse])));

        service.Services.GetRequiredService<IConfiguration>()["away"] = "true";
        Assert.Equal("401", await AskAsync(service, Keycloak.ForPerson(nurse, [Roles.Nurse])));
        Assert.Equal($"Robin Example {known}", await AskAsync(service, Keycloak.ForPerson(known, [Roles.Nurse])));
    }

    private async Task<Guid> HireAsync()
    {
        var id = Guid.CreateVersion7();
        await host.InDatabase(async db =>
        {
            db.People.Add(Person.With([Roles.Nurse], new PersonalDetails("Robin", "Example") { Email = $"{id:N}@example.org" }, id));
            return await db.SaveChangesAsync(Ct);
        });
        return id;
    }

    private async Task<WebApplication> ServiceAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Identity:Authority"] = TestKeycloak.Authority,
            ["APP_API_TOKEN"] = "unused",
            ["DAPR_API_TOKEN"] = UsersHost.AppToken,
        });
        builder.AddServiceDefaults("neighbour");
        builder.Services.Trust(Keycloak);
        builder.Services.AddSingleton(new Doors(new Dictionary<string, Who>(PolicyTable.Of("neighbour")) { ["GET /whoami"] = Who.SignedIn }));
        builder.Services.Configure<HttpClientFactoryOptions>(DaprGrpcClients.NameOf<SignIns.SignInsClient>(AppNames.Users), o => o.HttpMessageHandlerBuilderActions.Add(
            b => b.PrimaryHandler = new Road(host.Server.CreateHandler(), b.Services.GetRequiredService<IConfiguration>(), () => asked++)));

        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapGet("/whoami", (HttpContext context) => $"{context.Caller().Name} {context.Caller().PersonId}");
        await app.StartAsync(Ct);
        return app;
    }

    private static async Task<string> AskAsync(WebApplication service, string token)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/whoami");
        ask.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var http = service.GetTestClient();
        var answer = await http.SendAsync(ask, Ct);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(Ct) : $"{(int)answer.StatusCode}";
    }

    /// <summary>Between the service and the directory: counts, and can be blocked.</summary>
    private sealed class Road(HttpMessageHandler directory, IConfiguration configuration, Action passed) : DelegatingHandler(directory)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (configuration["away"] == "true")
                throw new HttpRequestException("connection refused");
            passed();
            return base.SendAsync(request, cancellationToken);
        }
    }
}
