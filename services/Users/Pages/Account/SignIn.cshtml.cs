using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.Audit;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.Pages.Account;

internal sealed class SignInModel(PasswordCheck passwords, SignInLog log, SignInManager<Accounts.Account> sessions, IConfiguration configuration) : PageModel
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

        Accounts.Account? account;
        try
        {
            account = await passwords.TryAsync(Email.Trim(), Password, ct);
        }
        catch (TooManyAtOnce full)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Response.Headers.RetryAfter = $"{TooManyAtOnce.ComeBackAfter.TotalSeconds:0}";
            return Refuse(full.Message);
        }

        if (account is null)
        {
            return Refuse("The e-mail address or the password is wrong. "
                + $"After {PasswordCheck.Attempts} wrong attempts an account rests for {PasswordCheck.Pause.TotalMinutes:0} minutes.");
        }

        await log.SucceededAsync(account.Id, ct);
        await sessions.SignInAsync(account, isPersistent: false);
        return Url.IsLocalUrl(ReturnUrl) ? LocalRedirect(ReturnUrl) : Redirect(WebAddress.From(configuration).AbsoluteUri);
    }

    private PageResult Refuse(string sentence)
    {
        Refusal = sentence;
        return Page();
    }
}
