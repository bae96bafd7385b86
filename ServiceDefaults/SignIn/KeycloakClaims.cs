using System.Security.Claims;
using System.Text.Json;

namespace PracticeAspire.ServiceDefaults;

/// <summary>
/// Reads an access token as Keycloak 26 lays it out (<c>realm_access.roles</c>, <c>resource_access.&lt;client&gt;.roles</c>, <c>acr</c>,
/// <c>azp</c>) into <see cref="OwnClaims"/>. Roles that the practice does not know (<c>offline_access</c>) are passed over.
/// </summary>
public static class KeycloakClaims
{
    /// <summary>Where a first sign-in is looked for, and whether Keycloak has seen that it is theirs.</summary>
    public const string Email = "email";
    public const string EmailVerified = "email_verified";

    /// <summary>What Keycloak calls the person; here they are known by a link only.</summary>
    public const string Subject = "keycloak_sub";

    // A role of any other client of the realm may be called "administrator" too and mean something else.
    private static readonly string[] OurClients = [BearerAuthentication.Audience, AppNames.Web];

    private static readonly string[] Kept = [OwnClaims.SignIn, OwnClaims.Context, OwnClaims.Methods, "iss", "iat", "auth_time", Email, EmailVerified];

    /// <returns>A service as it is, or a person who is a stranger until <see cref="SignInReader"/> has found out who they are.</returns>
    public static ClaimsIdentity Read(IEnumerable<Claim> token)
    {
        var claims = token.ToLookup(claim => claim.Type);
        var roles = RolesIn(claims).Distinct().ToList();
        return ServiceIn(claims) is { } service ? OfService(service, roles) : OfPerson(claims, roles);
    }

    /// <summary>
    /// A service account's token: given for the client's own secret, which Keycloak notes as <c>client_id</c>, and without a session of
    /// anybody. A person's token is neither, whatever their name and roles are.
    /// </summary>
    private static string? ServiceIn(ILookup<string, Claim> claims)
    {
        var client = claims["azp"].FirstOrDefault()?.Value;
        return client is not null && claims["client_id"].FirstOrDefault()?.Value == client && !claims[OwnClaims.SignIn].Any() ? client : null;
    }

    private static ClaimsIdentity OfService(string client, List<string> roles)
    {
        var identity = NewIdentity([new(OwnClaims.Subject, client), new(OwnClaims.Name, client)]);
        var role = client == AppNames.Web ? Roles.Web : Roles.Service;
        if (AppNames.All.Contains(client) && roles.Contains(role))
            identity.AddClaim(new Claim(OwnClaims.Role, role));
        return identity;
    }

    private static ClaimsIdentity OfPerson(ILookup<string, Claim> claims, List<string> roles)
    {
        var identity = NewIdentity(Kept.SelectMany(type => claims[type]).Select(claim => claim.Clone()));
        identity.AddClaim(new Claim(OwnClaims.Stranger, "true"));
        identity.AddClaims(claims[OwnClaims.Subject].Take(1).Select(subject => new Claim(Subject, subject.Value)));
        identity.AddClaims(roles.Where(Roles.OfPeople.Contains).Select(role => new Claim(OwnClaims.Role, role)));

        // Keycloak says how strong a sign-in was by its level, and names the methods only where someone has set that up.
        if (identity.HasClaim(OwnClaims.Context, OwnClaims.SecondFactor) && !identity.HasClaim(OwnClaims.Methods, OwnClaims.SecondFactor))
            identity.AddClaim(new Claim(OwnClaims.Methods, OwnClaims.SecondFactor));
        return identity;
    }

    private static IEnumerable<string> RolesIn(ILookup<string, Claim> claims) =>
    [
        .. claims[OwnClaims.Role].Select(claim => claim.Value),
        .. claims["realm_access"].SelectMany(claim => RolesOf(Object(claim))),
        .. claims["resource_access"].Select(Object).SelectMany(access => OurClients.SelectMany(client =>
            access.ValueKind == JsonValueKind.Object && access.TryGetProperty(client, out var ours) ? RolesOf(ours) : [])),
    ];

    private static IEnumerable<string> RolesOf(JsonElement access) =>
        access.ValueKind == JsonValueKind.Object && access.TryGetProperty("roles", out var roles) && roles.ValueKind == JsonValueKind.Array
            ? roles.EnumerateArray().Where(role => role.ValueKind == JsonValueKind.String).Select(role => role.GetString()!)
            : [];

    private static JsonElement Object(Claim claim)
    {
        try
        {
            return JsonElement.Parse(claim.Value);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static ClaimsIdentity NewIdentity(IEnumerable<Claim> claims) => new(claims, "keycloak", OwnClaims.Name, OwnClaims.Role);
}
