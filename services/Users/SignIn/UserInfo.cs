using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PracticeAspire.Users.SignIn;

/// <summary>What an access token's person is called and may do, by its own word (OpenID Connect Core 5.3).</summary>
internal static class UserInfo
{
    public static async Task<IResult> Answer(HttpContext context)
    {
        var known = (await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal!;
        return Results.Json(new Dictionary<string, object?>
        {
            [Claims.Subject] = known.GetClaim(Claims.Subject),
            [Claims.Name] = known.GetClaim(Claims.Name),
            [Claims.Role] = known.GetClaims(Claims.Role),
        });
    }
}
