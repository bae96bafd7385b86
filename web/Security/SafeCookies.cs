namespace PracticeAspire.Web.SignIn;

/// <summary>Names of our cookies: with the prefix that ties them to this host over https (RFC 6265bis 4.1.3.2), plain where the site is http (localhost).</summary>
internal static class SafeCookies
{
    public static string Name(string name, IConfiguration configuration) =>
        configuration.GetValue("Web:Https", false) ? $"__Host-{name}" : name;

    public static CookieOptions Keep(HttpRequest request, TimeSpan? age = null) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        Secure = request.IsHttps,
        Path = "/",
        MaxAge = age,
    };
}
