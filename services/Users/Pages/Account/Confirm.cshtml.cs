using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.Pages.Account;

/// <summary>
/// Proves once more who is there: the second step of a sign-in, or what a client or a page wants proven anew. By a second factor where there is one;
/// by the password where there is none and none is wanted.
/// </summary>
[Authorize(AuthenticationSchemes = SignInSteps.EitherScheme)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ConfirmModel(SignInSteps steps, SecondFactors factors, Passkeys passkeys, PasswordCheck passwords, MfaRules rules) : FormPage
{
    [BindProperty(SupportsGet = true)]
    public string ReturnUrl { get; set; } = "";

    /// <summary>A client wants a second factor, so that a password will not do.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Mfa { get; set; }

    /// <summary>The phone is gone.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Recovery { get; set; }

    public Asked Asked { get; private set; } = null!;

    public SecondFactorsOfAccount Has { get; private set; } = null!;

    public bool ByPassword => !Has.Any;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await FindAsync(ct) ?? Page();

    public async Task<IActionResult> OnPostCodeAsync(string? code, CancellationToken ct)
    {
        if (await FindAsync(ct) is { } elsewhere)
            return elsewhere;
        if (string.IsNullOrWhiteSpace(code) || code.Length > 100)
            return Refuse("Enter the code.");

        switch (await factors.TryAsync(Asked.Account, code, Visitor.From(HttpContext), ct))
        {
            case CodeVerdict.TooMany:
                return RefuseTooMany();
            case CodeVerdict.Wrong:
                return Refuse(Recovery
                    ? "That is none of your recovery codes, or it was used before."
                    : "That code is wrong or was used before. Wait for the next one, and check the clock of your phone.");
        }

        await steps.CompleteAsync(HttpContext, Asked, Proof.Code, ct);
        return this.GoBack(ReturnUrl);
    }

    public async Task<IActionResult> OnPostPasswordAsync(string? password, CancellationToken ct)
    {
        if (await FindAsync(ct) is { } elsewhere)
            return elsewhere;
        if (!ByPassword)
            return BadRequest();
        if (string.IsNullOrEmpty(password) || password.Length > 1000)
            return Refuse("Enter your password.");

        PasswordOutcome outcome;
        try
        {
            outcome = await passwords.TryAsync(Asked.Account.Email!, password, Visitor.From(HttpContext), ct);
        }
        catch (TooManyAtOnce full)
        {
            return Refuse(full);
        }

        if (outcome.Verdict == PasswordVerdict.TooMany)
            return RefuseTooMany();
        if (outcome.LetIn is null)
            return Refuse("The password is wrong.");

        await steps.CompleteAsync(HttpContext, Asked, Proof.Password, ct);
        return this.GoBack(ReturnUrl);
    }

    public async Task<IActionResult> OnPostPasskeyOptionsAsync(CancellationToken ct) =>
        await FindAsync(ct) ?? Content(await passkeys.RequestOptionsAsync(), "application/json");

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential, CancellationToken ct)
    {
        if (await FindAsync(ct) is { } elsewhere)
            return elsewhere;
        if (await passkeys.TryAsync(credential ?? "", ct) is not { } shown || shown.Account.Id != Asked.Account.Id)
            return Refuse("That is none of your passkeys here.");

        await steps.CompleteAsync(HttpContext, Asked, shown.Proof, ct);
        return this.GoBack(ReturnUrl);
    }

    /// <returns>Where else to go, when there is nobody here or nothing to ask them.</returns>
    private async Task<IActionResult?> FindAsync(CancellationToken ct)
    {
        ReturnUrl ??= "";
        if (await steps.WhoAsync(HttpContext, ct) is not { } asked)
            return RedirectToPage("/Account/SignIn", new { returnUrl = ReturnUrl });

        (Asked, Has) = (asked, await factors.OfAsync(asked.Account.Id, ct));
        return ByPassword && (Mfa || asked.IsSigningIn || await rules.RequiredForAsync(asked.Person, ct))
            ? Redirect(SignInSteps.SetUpPage(ReturnUrl))
            : null;
    }
}
