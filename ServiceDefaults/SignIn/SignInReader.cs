using System.Globalization;
using System.Security.Claims;
using Microsoft.Extensions.Configuration;

namespace PracticeAspire.ServiceDefaults;

/// <summary>From a token that was found good, by whichever provider it is, to who the caller is here.</summary>
public sealed class SignInReader(IConfiguration configuration, ILinkedPeople people, AccessRules rules)
{
    private readonly bool keycloak = configuration.IsKeycloak();

    /// <param name="token">The access token, as it came.</param>
    /// <exception cref="Grpc.Core.RpcException">Who it is could not be asked.</exception>
    public async ValueTask<ClaimsPrincipal> ReadAsync(ClaimsPrincipal validated, string token, CancellationToken ct)
    {
        if (!keycloak)
            return OwnClaims.WithoutRolesOfProcesses(validated);

        var identity = KeycloakClaims.Read(validated.Claims);
        if (identity.FindFirst(KeycloakClaims.Subject)?.Value is { } subject && await FindAsync(identity, subject, token, ct) is { } person)
            Introduce(identity, person);
        return new ClaimsPrincipal(identity);
    }

    /// <summary>The stranger is this person.</summary>
    public static void Introduce(ClaimsIdentity stranger, LinkedPerson person)
    {
        stranger.RemoveClaim(stranger.FindFirst(OwnClaims.Stranger));
        stranger.AddClaims(
        [
            new(OwnClaims.Subject, person.PersonId.ToString()),
            new(OwnClaims.Name, person.Name),
            new(OwnClaims.Link, person.LinkId.ToString()),
            new(OwnClaims.LinkAsOf, person.AsOf.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
        ]);
    }

    private async ValueTask<LinkedPerson?> FindAsync(ClaimsIdentity identity, string subject, string token, CancellationToken ct)
    {
        var issuer = identity.FindFirst("iss")?.Value ?? "";
        var person = await people.FindAsync(issuer, subject, token, ct);
        if (person is null || !rules.IsRevoked(person.LinkId, person.AsOf))
            return person;

        people.Forget(subject);
        return await people.FindAsync(issuer, subject, token, ct);
    }
}
