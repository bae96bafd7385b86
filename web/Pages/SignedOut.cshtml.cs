using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace PracticeAspire.Web.Pages;

internal sealed class SignedOutModel : PageModel
{
    [BindProperty(SupportsGet = true)]
    public bool Failed { get; set; }
}
