using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace PracticeAspire.Web.Pages;

/// <summary>What to say when a page cannot be shown: what happened and what to do, never how we are built.</summary>
[IgnoreAntiforgeryToken, ResponseCache(NoStore = true)]
internal sealed class ProblemModel : PageModel
{
    [BindProperty(SupportsGet = true)]
    public int Code { get; set; }

    public string Trace => Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;

    public string Title => Code switch
    {
        400 => "That request could not be understood.",
        403 => "You may not do that.",
        404 => "There is nothing here.",
        409 => "It changed meanwhile.",
        503 => "A part of the system is not answering.",
        _ => "Something went wrong on our side.",
    };

    public string Advice => Code switch
    {
        400 => "The page you came from may be out of date. Go back, load it again, and repeat what you did. Nothing was changed.",
        403 => "Your account has no right to this page. If you need it for your work, ask an administrator.",
        404 => "The address is wrong, or what it showed is gone or not yours to see.",
        409 => "Someone else was faster. Go back, load the page again, and look at it as it is now.",
        503 => "Nothing you did was lost on purpose: wait a moment, then load the page again.",
        _ => "We have a record of it. Try again; if it keeps happening, tell your administrator.",
    };

    public void OnGet() => Answer();

    public void OnPost() => Answer();

    private void Answer()
    {
        // Asked for by name rather than re-executed, it is a page like any other, and only codes we speak of exist.
        if (Code is < 400 or > 599)
            Code = 404;
        if (HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is null && HttpContext.Features.Get<IExceptionHandlerFeature>() is null)
            Response.StatusCode = Code;
    }
}
