namespace PracticeAspire.Web.Security;

/// <summary>
/// Our cookies: out of reach of scripts and of other sites, and over https only, with the prefix that ties them to this host (RFC 6265bis 4.1.3.2).
/// On a developer's machine the site is http, where browsers refuse the prefix; <c>Web:Https</c> says otherwise.
/// </summary>
internal static class SafeCookies
{
    /// <summary>One that the framework writes.</summary>
    public static void Make(this CookieBuilder cookie, string name, WebApplicationBuilder builder)
    {
        var secure = AreSecure(builder.Configuration, builder.Environment);
        cookie.Name = Named(name, secure);
        cookie.HttpOnly = true;
        cookie.IsEssential = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = secure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        cookie.Path = "/";
    }

    public static string? Kept(this HttpRequest request, string name) => request.Cookies[Named(name, AreSecure(request.HttpContext))];

    /// <param name="age">Without one it goes when the browser is closed.</param>
    public static void Keep(this HttpResponse response, string name, string value, TimeSpan? age = null)
    {
        var secure = AreSecure(response.HttpContext);
        response.Cookies.Append(Named(name, secure), value, Like(secure, age));
    }

    public static void Forget(this HttpResponse response, string name)
    {
        var secure = AreSecure(response.HttpContext);
        response.Cookies.Delete(Named(name, secure), Like(secure, age: null));
    }

    private static CookieOptions Like(bool secure, TimeSpan? age) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        Secure = secure,
        Path = "/",
        MaxAge = age,
    };

    private static string Named(string name, bool secure) => secure ? $"__Host-{name}" : name;

    private static bool AreSecure(HttpContext context) =>
        AreSecure(context.RequestServices.GetRequiredService<IConfiguration>(), context.RequestServices.GetRequiredService<IHostEnvironment>());

    private static bool AreSecure(IConfiguration configuration, IHostEnvironment environment) =>
        configuration.GetValue("Web:Https", !environment.IsDevelopment());
}
