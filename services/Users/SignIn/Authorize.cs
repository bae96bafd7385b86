using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using NodaTime;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using PracticeAspire.ServiceDefaults;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PracticeAspire.Users.SignIn;

/// <summary>Where a client sends the browser: with a session it goes back with a code, without one through the sign-in page first.</summary>
internal static class Authorize
{
    public static async Task<IResult> Answer(HttpContext context, IClock clock)
    {
        var request = context.GetOpenIddictServerRequest()!;
        var signedIn = await Sessions.OfBrowserAsync(context);

        if (signedIn is null || request.HasPromptValue(PromptValues.Login) || IsTooOld(signedIn.Session.AuthenticatedAt, request, clock))
        {
            return request.HasPromptValue(PromptValues.None)
                ? Forbid(Errors.LoginRequired, "Nobody is signed in.")
                : Results.Challenge(new AuthenticationProperties { RedirectUri = WithoutPrompt(context, request) }, [IdentityConstants.ApplicationScheme]);
        }

        var identity = SignedInPeople.IdentityOf(signedIn);
        identity.SetScopes(request.GetScopes());
        identity.SetResources(BearerAuthentication.Audience);
        identity.SetDestinations(SignedInPeople.Destinations);
        return Results.SignIn(new ClaimsPrincipal(identity), authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    public static IResult Forbid(string error, string description) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);

    // Coming back from the sign-in page takes a moment too; without it, max_age=0 would ask for ever.
    private static bool IsTooOld(Instant proven, OpenIddictRequest request, IClock clock) =>
        request.MaxAge is { } seconds && clock.GetCurrentInstant() - proven > Duration.FromSeconds(seconds + 5);

    /// <summary>This same request, answered next time by the session just made instead of by the sign-in page again.</summary>
    private static string WithoutPrompt(HttpContext context, OpenIddictRequest request) =>
        context.Request.PathBase + context.Request.Path + QueryString.Create(request.GetParameters()
            .Where(parameter => parameter.Key != Parameters.Prompt)
            .Select(parameter => KeyValuePair.Create(parameter.Key, (string?)parameter.Value)));
}
