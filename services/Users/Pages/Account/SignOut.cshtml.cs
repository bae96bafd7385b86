using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.Users.Audit;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.Pages.Account;

internal sealed class SignOutModel(Sessions sessions, SignInLog log, IConfiguration configuration) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public bool Done { get; set; }

    public Uri Web { get; } = WebAddress.From(configuration);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await log.EndedAsync(HttpContext);
        await sessions.EndOfBrowserAsync(HttpContext, ct);
        return RedirectToPage(new { done = true });
    }
}
