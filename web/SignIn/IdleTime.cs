using Microsoft.AspNetCore.Authentication.Cookies;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Web.SignIn;

/// <summary>
/// How long nobody need touch a page before it is signed out (45 CFR 164.312(a)(2)(iii)): as at the provider, which would otherwise be asked
/// for tokens in vain. What a page asks by itself while it lies open is no touch, here or there.
/// </summary>
internal static class IdleTime
{
    private static readonly TimeSpan OfStaff = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan OfPatients = TimeSpan.FromMinutes(60);

    // Not at half time, as the framework has it: who saved a form eight minutes ago has not been away for fifteen.
    private static readonly TimeSpan OftenEnough = TimeSpan.FromSeconds(20);

    public static Task Grant(CookieSigningInContext context)
    {
        var now = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var staff = Roles.Staff.Any(role => context.Principal!.HasClaim("role", role));
        (context.Properties.IssuedUtc, context.Properties.ExpiresUtc) = (now, now + (staff ? OfStaff : OfPatients));
        return Task.CompletedTask;
    }

    public static Task CountHandsOnly(CookieSlidingExpirationContext context)
    {
        context.ShouldRenew = context.ElapsedTime > OftenEnough && !IsByItself(context.Request);
        return Task.CompletedTask;
    }

    /// <summary>The news a page listens to, and the parts of itself it fetches anew when there is some (wwwroot/js/live.js).</summary>
    public static bool IsByItself(HttpRequest request) =>
        request.Path.StartsWithSegments("/live") || request.Headers.XRequestedWith == "live";
}
