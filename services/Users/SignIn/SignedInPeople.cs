using System.Security.Claims;
using OpenIddict.Abstractions;
using PracticeAspire.ServiceDefaults;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PracticeAspire.Users.SignIn;

/// <summary>From a session to what the next token says, as the directory has it now.</summary>
internal static class SignedInPeople
{
    // A token outlives its session by as much; and as only its renewal shows that someone is still there, it must be renewed well within the idle time.
    private static readonly TimeSpan AccessTokenLife = TimeSpan.FromMinutes(5);

    public static ClaimsIdentity IdentityOf(SignedIn signedIn)
    {
        var (session, account, person) = signedIn;
        return NewIdentity()
            .SetClaim(Claims.Subject, person.Id.ToString())
            .SetClaim(Claims.Name, person.DisplayName)
            .SetClaim(Claims.Email, account.Email)
            .SetClaims(Claims.Role, [.. person.Roles])
            .SetClaim(Sessions.Id, session.Id.ToString())
            .SetClaim(Claims.AuthenticationTime, session.AuthenticatedAt.ToUnixTimeSeconds())
            .SetClaim(Claims.AuthenticationContextReference, session.HasSecondFactor ? Proof.Mfa : Proof.PasswordOnly)
            .SetClaims(Claims.AuthenticationMethodReference, [.. session.Methods])
            .SetAccessTokenLifetime(AccessTokenLife);
    }

    public static ClaimsIdentity IdentityOfService(string appId) =>
        NewIdentity().SetClaim(Claims.Subject, appId).SetClaim(Claims.Name, appId).SetClaims(Claims.Role, [appId == AppNames.Web ? Roles.Web : Roles.Service]);

    /// <summary>Which token carries which claim.</summary>
    public static IEnumerable<string> Destinations(Claim claim) => claim.Type switch
    {
        Claims.Subject or Claims.Name or Claims.Role or Sessions.Id or Claims.AuthenticationTime or Claims.AuthenticationContextReference
            or Claims.AuthenticationMethodReference => [OpenIddictConstants.Destinations.AccessToken, OpenIddictConstants.Destinations.IdentityToken],
        Claims.Email when claim.Subject!.HasScope(Scopes.Email) => [OpenIddictConstants.Destinations.IdentityToken],
        _ => [],
    };

    private static ClaimsIdentity NewIdentity() => new("practice", Claims.Name, Claims.Role);
}
