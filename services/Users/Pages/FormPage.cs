using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.Users.Accounts;

namespace PracticeAspire.Users.Pages;

/// <summary>A page with a form that may be refused, with a sentence above it.</summary>
internal abstract class FormPage : PageModel
{
    public string? Refusal { get; private set; }

    /// <param name="status">For programs; people read the sentence.</param>
    protected PageResult Refuse(string sentence, int status = StatusCodes.Status200OK, TimeSpan? comeBackAfter = null)
    {
        Refusal = sentence;
        Response.StatusCode = status;
        if (comeBackAfter is { } wait)
            Response.Headers.RetryAfter = $"{wait.TotalSeconds:0}";
        return Page();
    }

    protected PageResult Refuse(TooManyAtOnce full) => Refuse(full.Message, StatusCodes.Status503ServiceUnavailable, TooManyAtOnce.ComeBackAfter);

    protected PageResult RefuseTooMany() =>
        Refuse("There were too many wrong attempts. Wait three minutes, then try again.", StatusCodes.Status429TooManyRequests, TimeSpan.FromMinutes(3));
}
