using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using PracticeAspire.Web.Security;

namespace PracticeAspire.Web.SignIn;

/// <summary><c>/sign-in</c>, <c>/sign-out</c>, and the theme a browser keeps.</summary>
internal static class SignInEndpoints
{
    public static void MapSignIn(this WebApplication app)
    {
        // As someone else: who was refused would be refused again without being asked.
        app.MapGet("/sign-in", (string? returnUrl, bool? anew) => Results.Challenge(new OpenIdConnectChallengeProperties
        {
            RedirectUri = LocalOrHome(returnUrl),
            Prompt = anew == true ? "login" : null,
        }));

        app.MapGet("/prove", (HttpContext http, string? returnUrl) => Results.Challenge(StepUp.Challenge(http, returnUrl is null ? "/proven" : LocalOrHome(returnUrl))));

        app.MapPost("/sign-out", async (HttpContext http, IAntiforgery antiforgery) =>
        {
            if (!await antiforgery.IsRequestValidAsync(http))
                return Results.BadRequest();

            return Results.SignOut(
                new() { RedirectUri = "/signed-out" },
                [CookieAuthenticationDefaults.AuthenticationScheme, OpenIdConnectDefaults.AuthenticationScheme]);
        });

        app.MapPost("/theme", async (HttpContext http, IAntiforgery antiforgery) =>
        {
            if (!await antiforgery.IsRequestValidAsync(http))
                return Results.BadRequest();

            var form = await http.Request.ReadFormAsync();
            var theme = form["theme"].ToString();
            if (theme is "light" or "dark")
                http.Response.Keep("theme", theme, TimeSpan.FromDays(365));
            else
                http.Response.Forget("theme");
            return Results.LocalRedirect(LocalOrHome(form["returnUrl"]));
        });
    }

    /// <summary>Only paths of this site are gone back to (ASVS 3.7.2).</summary>
    public static string LocalOrHome(string? url) =>
        url is ['/'] or ['/', not ('/' or '\\'), ..] && !url.Any(char.IsControl) ? url : "/";
}
