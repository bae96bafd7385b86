using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages;

/// <summary>The door: each goes to where their day begins.</summary>
internal sealed class IndexModel : PageModel
{
    public IActionResult OnGet() => User.Identity?.IsAuthenticated != true
        ? Page()
        : Redirect(HttpContext.Caller().IsStaff ? "/board" : "/my-appointments");
}
