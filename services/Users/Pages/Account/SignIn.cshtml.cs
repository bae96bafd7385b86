using Microsoft.AspNetCore.Mvc;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.Pages.Account;

internal sealed class SignInModel(PasswordCheck passwords, Passkeys passkeys, Sessions sessions, SignInSteps steps, IConfiguration configuration) : FormPage
{
    public bool RegistrationIsOpen { get; } = configuration.GetValue("Registration:Open", true);

    [BindProperty(SupportsGet = true)]
    public string ReturnUrl { get; set; } = "";

    [BindProperty]
    public string Email { get; set; } = "";

    [BindProperty]
    public string Password { get; set; } = "";

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
            return Refuse(full);
        }

        if (outcome.Verdict == PasswordVerdict.TooMany)
            return RefuseTooMany();
        if (outcome.LetIn is not { } account)
            return Refuse("The e-mail address or the password is wrong.");

        return Redirect(await steps.AfterPasswordAsync(HttpContext, account, this.WayBack(ReturnUrl), ct));
    }

    public async Task<IActionResult> OnPostPasskeyOptionsAsync() => Content(await passkeys.RequestOptionsAsync(), "application/json");

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential, CancellationToken ct)
    {
        (Email, ReturnUrl) = (Email ?? "", ReturnUrl ?? "");
        if (await passkeys.TryAsync(credential ?? "", ct) is not { } shown)
            return Refuse("That passkey is not known here. Sign in with your password.");

        await sessions.StartAsync(HttpContext, shown.Account, shown.Proof, ct);
        return this.GoBack(ReturnUrl);
    }
}
