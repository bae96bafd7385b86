using System.Text.Json.Nodes;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Architecture;

/// <summary>components/keycloak/practice-realm.json says to Keycloak what the processes expect of it.</summary>
public sealed class KeycloakRealmTests
{
    private static readonly JsonNode Realm = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "components", "keycloak", "practice-realm.json")))!;

    private static IEnumerable<JsonNode> Clients => Realm["clients"]!.AsArray().Select(c => c!);

    [Fact]
    public void Its_roles_are_the_practices() =>
        Assert.Equal(Roles.OfPeople.Append(Roles.Service).Append(Roles.Web).Order(), Realm["roles"]!["realm"]!.AsArray().Select(r => Text(r!, "name")).Order());

    [Fact]
    public void Its_clients_are_the_processes_and_their_tokens_are_for_the_practice()
    {
        Assert.Equal(AppNames.All.Order(), Clients.Select(c => Text(c, "clientId")).Order());
        Assert.All(Clients, client =>
        {
            Assert.Equal("true", Text(client["attributes"]!, "access.token.header.type.rfc9068"));
            Assert.Contains(client["protocolMappers"]!.AsArray(), m =>
                Text(m!, "protocolMapper") == "oidc-audience-mapper" && Text(m!["config"]!, "included.custom.audience") == BearerAuthentication.Audience);
        });
    }

    [Fact]
    public void People_sign_in_through_web_only_by_code_and_with_proof_of_who_asked()
    {
        Assert.Equal([AppNames.Web], Clients.Where(c => (bool)c["standardFlowEnabled"]!).Select(c => Text(c, "clientId")));
        Assert.All(Clients, c => Assert.False((bool)c["directAccessGrantsEnabled"]! || (bool)c["implicitFlowEnabled"]! || (bool)c["publicClient"]!));
        Assert.Equal("S256", Text(Clients.Single(c => Text(c, "clientId") == AppNames.Web)["attributes"]!, "pkce.code.challenge.method"));
        Assert.False((bool)Realm["registrationAllowed"]!);
    }

    [Fact]
    public void No_secret_stands_in_it_and_nobody_but_the_processes()
    {
        Assert.All(Clients, c => Assert.Equal($"${{PRACTICE_CLIENT_{Text(c, "clientId")!.ToUpperInvariant()}}}", Text(c, "secret")));
        Assert.Equal(AppNames.All.Order(), Realm["users"]!.AsArray().Select(u => Text(u!, "serviceAccountClientId")).Order());
        Assert.DoesNotContain("credentials", Realm.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_levels_have_the_names_that_the_processes_ask_for() =>
        Assert.Equal(["pwd", "mfa"], JsonNode.Parse(Text(Realm["attributes"]!, "acr.loa.map")!)!.AsObject().OrderBy(l => (int)l.Value!).Select(l => l.Key));

    private static string? Text(JsonNode node, string name) => (string?)node[name];
}
