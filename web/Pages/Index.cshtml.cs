using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages;

/// <summary>The door: each goes to where their day begins.</summary>
[AllowAnonymous]
internal sealed class IndexModel : PageModel
{
    public IActionResult OnGet() => User.Identity?.IsAuthenticated != true
        ? Page()
        : Redirect(User.Caller().IsStaff ? "/board" : "/my-appointments");
}
