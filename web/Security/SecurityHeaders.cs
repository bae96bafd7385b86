using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Web.Security;

/// <summary>What every answer says to the browser, and what no browser of another site may ask.</summary>
internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this WebApplication app)
    {
        // Chrome holds a form's redirects to form-action too, and both an expired session and signing out redirect to the provider.
        var provider = new Uri(app.Configuration.GetRequired("Identity:Authority")).GetLeftPart(UriPartial.Authority);

        app.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                var headers = context.Response.Headers;

                // What is no page of ours brings a narrower one.
                if (!headers.ContainsKey("Content-Security-Policy"))
                    ContentPolicy.Set(context, formTargets: provider, more: "font-src 'self'; manifest-src 'self'; ");
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "same-origin";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                headers["Cross-Origin-Resource-Policy"] = "same-origin";
                headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
                if (context.Request.IsHttps)
                    headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
                if (!headers.ContainsKey("Cache-Control"))
                    headers.CacheControl = "no-store";
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    /// <summary>Refuses what another site's page sends here, before any cookie is looked at; antiforgery tokens are the second wall.</summary>
    public static void UseSameSiteOnly(this WebApplication app) => app.Use((context, next) =>
    {
        var request = context.Request;
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (reads || request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none")
            return next(context);

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });
}

internal static class WebAssets
{
    /// <summary>Our own files: for ever when their address carries a version, else asked for again each time.</summary>
    public static StaticFileOptions Options { get; } = new()
    {
        OnPrepareResponse = context => context.Context.Response.Headers.CacheControl =
            context.Context.Request.Query.ContainsKey("v") || context.Context.Request.Path.StartsWithSegments("/lib")
                ? "public, max-age=31536000, immutable"
                : "public, no-cache",
    };
}
