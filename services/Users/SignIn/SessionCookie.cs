using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.IdentityModel.Tokens;

namespace PracticeAspire.Users.SignIn;

/// <summary>A cookie is as good as its session, and only the latest cookie of a session is good.</summary>
internal sealed class SessionCookie : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        var sessions = http.RequestServices.GetRequiredService<Sessions>();
        var signedIn = await sessions.FindAsync(context.Principal!, http.RequestAborted);
        if (signedIn is not null && Fits(context.Principal!.FindFirstValue(Sessions.Ticket), signedIn.Session))
        {
            http.Features.Set(signedIn);
            return;
        }

        context.RejectPrincipal();
        await http.SignOutAsync(context.Scheme.Name);
    }

    /// <summary>A page on the way to another is not come back to: a new sign-in leads to the other at once.</summary>
    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments("/account/confirm") || request.Path.StartsWithSegments("/account/authenticator"))
            context.RedirectUri = $"{context.Options.LoginPath}{QueryString.Create("returnUrl", request.Query["returnUrl"].ToString())}";
        return base.RedirectToLogin(context);
    }

    private static bool Fits(string? ticket, Session session) =>
        ticket is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Base64UrlEncoder.DecodeBytes(ticket)), session.TicketHash);
}
