using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Accounts;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PracticeAspire.Users.SignIn;

/// <summary>Codes, refresh tokens and services' secrets in, tokens out. The provider has checked all of them before; here is decided what the tokens say.</summary>
internal static class Token
{
    public static async Task<IResult> Answer(HttpContext context, Sessions sessions, MfaRules rules)
    {
        var request = context.GetOpenIddictServerRequest()!;
        if (request.IsClientCredentialsGrantType())
            return SignIn(SignedInPeople.IdentityOfService(request.ClientId!), []);

        var earlier = (await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal!;
        if (await sessions.FindAsync(earlier, context.RequestAborted) is not { } signedIn)
            return Authorize.Forbid(Errors.InvalidGrant, "This sign-in has ended. Sign in again.");
        if (!signedIn.Session.HasSecondFactor && await rules.RequiredForAsync(signedIn.Person, context.RequestAborted))
            return Authorize.Forbid(Errors.InvalidGrant, "This person's role needs a second factor now. Sign in again.");

        // What the grant is bound to goes on, who the person is is read anew.
        var now = SignedInPeople.IdentityOf(signedIn);
        foreach (var claim in earlier.Claims.Where(c => c.Type.StartsWith(Claims.Prefixes.Private, StringComparison.Ordinal) && !now.HasClaim(n => n.Type == c.Type)))
            now.AddClaim(claim.Clone());
        return SignIn(now, earlier.GetScopes());
    }

    private static IResult SignIn(ClaimsIdentity identity, IEnumerable<string> scopes)
    {
        identity.SetScopes(scopes);
        identity.SetResources(BearerAuthentication.Audience);
        identity.SetDestinations(SignedInPeople.Destinations);
        return Results.SignIn(new ClaimsPrincipal(identity), authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }
}
