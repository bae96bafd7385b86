using System.Security.Claims;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Users.LinkedIdentities;

/// <summary>What a token of another provider says of who signed in.</summary>
/// <param name="Roles">Those that the practice knows.</param>
internal sealed record KeycloakSignIn(string Issuer, string Subject, string? VerifiedEmail, IReadOnlyList<string> Roles)
{
    /// <returns>Null for who signed in here, and for services.</returns>
    public static KeycloakSignIn? Of(ClaimsPrincipal user) => user.FindFirstValue(KeycloakClaims.Subject) is { Length: > 0 } subject
        ? new(
            user.FindFirstValue("iss") ?? "",
            subject,
            user.HasClaim(c => c.Type == KeycloakClaims.EmailVerified && bool.TryParse(c.Value, out var verified) && verified) ? user.FindFirstValue(KeycloakClaims.Email) : null,
            [.. user.FindAll("role").Select(role => role.Value)])
        : null;
}
