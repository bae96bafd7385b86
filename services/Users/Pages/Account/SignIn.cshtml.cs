using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.Pages.Account;

internal sealed class SignInModel(PasswordCheck passwords, Sessions sessions) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string ReturnUrl { get; set; } = "";

    [BindProperty]
    public string Email { get; set; } = "";

    [BindProperty]
    public string Password { get; set; } = "";

    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        (Email, Password, ReturnUrl) = (Email ?? "", Password ?? "", ReturnUrl ?? "");
        if (Email.Length is 0 or > 254 || Password.Length is 0 or > 1000)
            return Refuse("Enter your e-mail address and your password.");

        PasswordOutcome outcome;
        try
        {
            outcome = await passwords.TryAsync(Email.Trim(), Password, Visitor.From(HttpContext), ct);
        }
        catch (TooManyAtOnce full)
        {
            return Refuse(full.Message, StatusCodes.Status503ServiceUnavailable, TooManyAtOnce.ComeBackAfter);
        }

        if (outcome.Verdict == PasswordVerdict.TooMany)
            return Refuse("There were too many wrong attempts. Wait three minutes, then try again.", StatusCodes.Status429TooManyRequests, TimeSpan.FromMinutes(3));
        if (outcome.LetIn is not { } account)
            return Refuse("The e-mail address or the password is wrong.");

        await sessions.StartAsync(HttpContext, account, Proof.Password, ct);
        return this.GoBack(ReturnUrl);
    }

    private PageResult Refuse(string sentence, int status = StatusCodes.Status200OK, TimeSpan? comeBackAfter = null)
    {
        Refusal = sentence;
        Response.StatusCode = status;
        if (comeBackAfter is { } wait)
            Response.Headers.RetryAfter = $"{wait.TotalSeconds:0}";
        return Page();
    }
}
