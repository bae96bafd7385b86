using System.Text.Json.Nodes;
using Grpc.Core;
using PracticeAspire.Access.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;

namespace PracticeAspire.Users.Tests.LinkedIdentities;

/// <summary>What the claims of a Keycloak token make of somebody, and what they cannot.</summary>
public sealed class KeycloakTokenTests(UsersByKeycloak host) : IClassFixture<UsersByKeycloak>
{
    private static readonly TestIssuer Keycloak = TestIssuer.Keycloak;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Roles_are_those_of_the_realm_and_of_our_clients()
    {
        Assert.True(await MayListRolesAsync(Person(_ => { }, Roles.Administrator)));
        Assert.True(await MayListRolesAsync(Person(t => t["resource_access"] = Access("web", "administrator"))));
        Assert.True(await MayListRolesAsync(Person(t => t["resource_access"] = Access("practice", "administrator"))));
        Assert.True(await MayListRolesAsync(Person(t => t["role"] = "administrator")));
    }

    [Fact]
    public async Task A_role_of_the_same_name_at_another_client_is_another_role()
    {
        Assert.False(await MayListRolesAsync(Person(t => t["resource_access"] = Access("another-app", "administrator"))));
        Assert.False(await MayListRolesAsync(Person(t => t["resource_access"] = Access("realm-management", "administrator"))));
        Assert.False(await MayListRolesAsync(Person(t => t["groups"] = new JsonArray("administrator"))));
    }

    [Fact]
    public async Task Claims_of_another_shape_give_nobody_a_role()
    {
        foreach (var odd in (JsonNode[])["administrator", new JsonArray("administrator"), new JsonObject { ["roles"] = "administrator" }, new JsonObject { ["roles"] = new JsonArray(1, true, new JsonObject()) }, new JsonObject()])
            Assert.False(await MayListRolesAsync(Person(t => t["realm_access"] = odd.DeepClone())), odd.ToJsonString());
    }

    [Theory]
    [InlineData(Roles.Service)]
    [InlineData(Roles.Web)]
    public async Task No_person_becomes_a_process(string role)
    {
        foreach (var token in (string[])
        [
            Person(_ => { }, role), Person(t => t["role"] = role), Person(t => t["resource_access"] = Access("web", role)),
            Person(t => t["client_id"] = "web", role), Person(t => (t["azp"], t["client_id"]) = ("reporting", "reporting"), role),
            Person(t => t["preferred_username"] = "service-account-reporting", role), Person(t => t["sub"] = "reporting", role),
        ])
        {
            Assert.Equal(StatusCode.PermissionDenied, await ContactsAsync(token));
            Assert.Equal(StatusCode.PermissionDenied, await WatchAsync(token));
        }
    }

    [Fact]
    public async Task A_service_account_is_its_service_and_no_person()
    {
        Assert.Equal(StatusCode.OK, await ContactsAsync(Keycloak.ForService(AppNames.Reporting)));
        Assert.Equal(StatusCode.OK, await WatchAsync(Keycloak.ForService(AppNames.Web)));
        Assert.Equal(StatusCode.PermissionDenied, await ContactsAsync(Keycloak.ForService(AppNames.Web)));

        // Not without the role, not as another client of the realm, and not with the roles of a person.
        Assert.Equal(StatusCode.PermissionDenied, await ContactsAsync(Keycloak.ForService(AppNames.Reporting, t => t["realm_access"] = new JsonObject())));
        Assert.Equal(StatusCode.PermissionDenied, await ContactsAsync(Keycloak.ForService(AppNames.Reporting, t => (t["azp"], t["client_id"]) = ("another-app", "another-app"))));
        Assert.Equal(StatusCode.PermissionDenied, await ContactsAsync(Keycloak.ForService(AppNames.Web, t => t["role"] = Roles.Service)));
        Assert.False(await MayListRolesAsync(Keycloak.ForService(AppNames.Reporting, t => t["role"] = Roles.Administrator)));
    }

    [Fact]
    public async Task A_second_factor_is_what_the_level_or_the_methods_say()
    {
        Assert.True(await MayListRolesAsync(Person(t => t["acr"] = "mfa", Roles.Administrator)));
        Assert.True(await MayListRolesAsync(Person(t => (t["acr"], t["amr"]) = ("1", new JsonArray("pwd", "mfa")), Roles.Administrator)));
        foreach (var level in (string[])["0", "1", "pwd", "2", "silver"])
            Assert.False(await MayListRolesAsync(Person(t => t["acr"] = level, Roles.Administrator)), level);
        Assert.False(await MayListRolesAsync(Person(t => t.Remove("acr"), Roles.Administrator)));
    }

    [Fact]
    public async Task Where_Keycloak_signs_people_in_nothing_of_our_own_provider_answers()
    {
        using var browser = host.OpenBrowser();
        foreach (var path in (string[])["/.well-known/openid-configuration", "/.well-known/jwks", "/connect/authorize", "/account/sign-in"])
            Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await browser.Http.GetAsync(path, Ct)).StatusCode);
        Assert.Equal(StatusCode.Unauthenticated, await ContactsAsync(TestIdentity.TokenForService(AppNames.Reporting)));
    }

    [Fact]
    public async Task Where_Keycloak_signs_people_in_nobody_is_given_a_sign_in_that_opens_nothing()
    {
        var accounts = new Contracts.Accounts.AccountsClient(host.WithToken(Person(_ => { }, Roles.Administrator)));
        var person = Guid.CreateVersion7().ToString();
        foreach (var give in (Func<Task>[])
        [
            async () => await accounts.CreateAccountAsync(new() { PersonId = person, Email = "robin@example.org", Password = SignIn.Staff.Password }),
            async () => await accounts.InviteAsync(new() { RequestId = person, PersonId = person, Email = "robin@example.org" }),
        ])
        {
            Assert.Equal("accounts-elsewhere", (await Assert.ThrowsAsync<RpcException>(give)).Trailers.GetValue("rule"));
        }
    }

    private static string Person(Action<JsonObject> change, params string[] roles) => Keycloak.ForPerson(Guid.CreateVersion7(), roles, change);

    private static JsonObject Access(string client, string role) => new() { [client] = new JsonObject { ["roles"] = new JsonArray(role) } };

    private async Task<bool> MayListRolesAsync(string token) => StatusCode.OK == await StatusAsync(async () =>
        await new Contracts.PracticeRoles.PracticeRolesClient(host.WithToken(token)).ListRolesAsync(new(), cancellationToken: Ct));

    private Task<StatusCode> ContactsAsync(string token) => StatusAsync(async () =>
        await new Contracts.People.PeopleClient(host.WithToken(token)).GetContactsAsync(new(), cancellationToken: Ct));

    private Task<StatusCode> WatchAsync(string token) => StatusAsync(async () =>
    {
        using var feed = new AccessFeed.AccessFeedClient(host.WithToken(token)).Watch(new(), cancellationToken: Ct);
        await feed.ResponseStream.MoveNext(Ct);
    });

    private static async Task<StatusCode> StatusAsync(Func<Task> call)
    {
        try
        {
            await call();
            return StatusCode.OK;
        }
        catch (RpcException refusal)
        {
            return refusal.StatusCode;
        }
    }
}
