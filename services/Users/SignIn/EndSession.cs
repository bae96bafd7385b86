using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using PracticeAspire.Users.Audit;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PracticeAspire.Users.SignIn;

/// <summary>
/// A client asks to sign the browser out (OpenID Connect RP-Initiated Logout). With a token that proves it speaks for the person signed in here,
/// it is done at once; without, the person is asked, or any page on the web could sign people out.
/// </summary>
internal static class EndSession
{
    public static async Task<IResult> Answer(HttpContext context, Sessions sessions, SignInLog log)
    {
        var request = context.GetOpenIddictServerRequest()!;
        var session = (await Sessions.OfBrowserAsync(context))?.Session;
        var hint = request.IdTokenHint is null
            ? null
            : (await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal;

        if (session is not null && hint?.GetClaim(Claims.Subject) != session.AccountId.ToString())
            return Results.LocalRedirect("~/account/sign-out");

        await log.EndedAsync(context);

        // The session that the token is of, and the browser's, should the two have parted.
        if (Guid.TryParse(hint?.GetClaim(Claims.Subject), out var person) && Guid.TryParse(hint?.GetClaim(Sessions.Id), out var sid))
            await sessions.EndAsync(person, sid, context.RequestAborted);
        await sessions.EndOfBrowserAsync(context, context.RequestAborted);
        return Results.SignOut(
            new AuthenticationProperties { RedirectUri = "/account/sign-out?done=true" },
            [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
    }
}
