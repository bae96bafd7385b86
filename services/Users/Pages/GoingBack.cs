using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.Pages;

internal static class GoingBack
{
    /// <summary>On with what the person was about; only addresses of this site are followed, and without one they go to web (ASVS 3.7.2).</summary>
    public static IActionResult GoBack(this PageModel page, string returnUrl) => new RedirectResult(page.WayBack(returnUrl));

    public static string WayBack(this PageModel page, string returnUrl) => page.Url.IsLocalUrl(returnUrl)
        ? returnUrl
        : WebAddress.From(page.HttpContext.RequestServices.GetRequiredService<IConfiguration>()).AbsoluteUri;
}
