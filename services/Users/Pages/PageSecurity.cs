using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.Pages;

/// <summary>What the pages of this provider tell browsers to refuse: frames, guesses, copies, and scripts but the one for passkeys.</summary>
internal static class PageSecurity
{
    public static IApplicationBuilder UsePageSecurity(this WebApplication app)
    {
        // A sign-in ends in a redirect to web, and browsers hold form-action against every step of it.
        var web = WebAddress.From(app.Configuration).GetLeftPart(UriPartial.Authority);

        return app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            if (IsPage(context.Request.Path))
            {
                ContentPolicy.Set(context, formTargets: web);
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
            }

            return next(context);
        });
    }

    /// <summary>A person reads what goes wrong there; elsewhere a program does.</summary>
    public static IApplicationBuilder UseProblemPages(this WebApplication app) =>
        app.UseWhen(context => IsPage(context.Request.Path) || IsForBrowsers(context.Request.Path), people => people.UseStatusCodePagesWithReExecute("/problem/{0}"));

    public static void MapPages(this WebApplication app)
    {
        // Where Keycloak signs people in, it has pages of its own.
        if (!app.Configuration.IsKeycloak())
            app.MapRazorPages();
        app.MapPolicyReports();
    }

    private static bool IsPage(PathString path) => path.StartsWithSegments("/account") || path.StartsWithSegments("/problem");

    private static bool IsForBrowsers(PathString path) => path.StartsWithSegments("/connect/authorize") || path.StartsWithSegments("/connect/logout");
}
