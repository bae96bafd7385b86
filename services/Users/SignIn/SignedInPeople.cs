using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.People;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PracticeAspire.Users.SignIn;

/// <summary>From a session or an earlier token to what the next token says, as the directory has it now.</summary>
internal sealed class SignedInPeople(UsersDb db)
{
    /// <returns>Null when the person has left, or the session was ended.</returns>
    public async Task<ClaimsIdentity?> IdentityAsync(ClaimsPrincipal known, CancellationToken ct)
    {
        if (!Guid.TryParse(known.FindFirstValue(Claims.Subject), out var id) || known.FindFirstValue(SessionPrincipal.Stamp) is not { } stamp)
            return null;

        var found = await db.People.AsNoTracking().Where(p => p.Id == id && p.Active)
            .Join(db.Accounts.Where(a => a.SecurityStamp == stamp), p => p.Id, a => a.Id, (person, account) => new { Person = person, account.Email })
            .SingleOrDefaultAsync(ct);
        return found is null ? null : IdentityOf(found.Person, found.Email!, stamp);
    }

    public static ClaimsIdentity IdentityOfService(string appId) =>
        NewIdentity().SetClaim(Claims.Subject, appId).SetClaim(Claims.Name, appId).SetClaims(Claims.Role, [appId == AppNames.Web ? Roles.Web : Roles.Service]);

    private static ClaimsIdentity IdentityOf(Person person, string email, string stamp) => NewIdentity()
        .SetClaim(Claims.Subject, person.Id.ToString())
        .SetClaim(Claims.Name, person.DisplayName)
        .SetClaim(Claims.Email, email)
        .SetClaims(Claims.Role, [.. person.Roles])
        .SetClaim(SessionPrincipal.Stamp, stamp);

    /// <summary>Which token carries which claim; the stamp stays in what only the provider reads.</summary>
    public static IEnumerable<string> Destinations(Claim claim) => claim.Type switch
    {
        Claims.Subject or Claims.Name or Claims.Role => [OpenIddictConstants.Destinations.AccessToken, OpenIddictConstants.Destinations.IdentityToken],
        Claims.AuthenticationTime => [OpenIddictConstants.Destinations.IdentityToken],
        Claims.Email when claim.Subject!.HasScope(Scopes.Email) => [OpenIddictConstants.Destinations.IdentityToken],
        _ => [],
    };

    private static ClaimsIdentity NewIdentity() => new("practice", Claims.Name, Claims.Role);
}
