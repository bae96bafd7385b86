using System.Security.Cryptography;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.SignIn;
using QRCoder;

namespace PracticeAspire.Users.Pages.Account;

/// <summary>
/// Sets up an authenticator app. Until the app has shown that it knows the secret, only the page does: sealed, in its form. Comes by itself in the
/// sign-in of those whose role needs a second factor.
/// </summary>
[Authorize(AuthenticationSchemes = SignInSteps.EitherScheme)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class AuthenticatorModel(SignInSteps steps, SecondFactors factors, IDataProtectionProvider protection) : FormPage
{
    private static readonly TimeSpan OpenFor = TimeSpan.FromHours(1);

    private byte[] secret = [];

    [BindProperty(SupportsGet = true)]
    public string ReturnUrl { get; set; } = "";

    public Asked Asked { get; private set; } = null!;

    public string Sealed { get; private set; } = "";

    /// <summary>Shown once, after the app is set up.</summary>
    public string[]? RecoveryCodes { get; private set; }

    /// <summary>In groups of four, to be typed in.</summary>
    public string Key => string.Join(' ', Totp.KeyOf(secret).Chunk(4).Select(four => new string(four)));

    public int Size { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await FindAsync(ct) is { } elsewhere)
            return elsewhere;

        secret = Totp.NewSecret();
        Sealed = Convert.ToBase64String(Seal().Protect(secret, OpenFor));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? key, string? code, CancellationToken ct)
    {
        if (await FindAsync(ct) is { } elsewhere)
            return elsewhere;
        try
        {
            secret = Seal().Unprotect(Convert.FromBase64String(key ?? ""));
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or FormatException)
        {
            return RedirectToPage(new { ReturnUrl });
        }

        Sealed = key!;
        if (!await factors.EnrolAsync(Asked.Account, secret, code ?? "", ct))
            return Refuse("That is not the code the app should show. Check that the key is right and the phone's clock too, then enter the newest code.");

        if ((await factors.OfAsync(Asked.Account.Id, ct)).RecoveryCodes == 0)
            RecoveryCodes = await factors.NewRecoveryCodesAsync(Asked.Account.Id, ct);
        await steps.CompleteAsync(HttpContext, Asked, Proof.Code, ct);
        return RecoveryCodes is null ? this.GoBack(ReturnUrl) : Page();
    }

    /// <summary>The QR code's dark squares, as the path of an SVG.</summary>
    public string Squares()
    {
        using var code = new QRCodeGenerator().CreateQrCode(Totp.UriOf(secret, Asked.Account.Email!), QRCodeGenerator.ECCLevel.M);
        Size = code.ModuleMatrix.Count;
        return string.Concat(
            from y in Enumerable.Range(0, Size)
            from x in Enumerable.Range(0, Size)
            where code.ModuleMatrix[y][x]
            select $"M{x} {y}h1v1h-1z");
    }

    /// <returns>Where else to go. A password alone sets up a first factor and never takes the place of one.</returns>
    private async Task<IActionResult?> FindAsync(CancellationToken ct)
    {
        ReturnUrl ??= "";
        if (await steps.WhoAsync(HttpContext, ct) is not { } asked)
            return RedirectToPage("/Account/SignIn", new { returnUrl = ReturnUrl });

        Asked = asked;
        if (asked.Session is { } session ? !steps.IsFresh(session) : (await factors.OfAsync(asked.Account.Id, ct)).Any)
            return Redirect(SignInSteps.ConfirmPage(asked.IsSigningIn ? ReturnUrl : SignInSteps.SetUpPage(ReturnUrl)));
        return null;
    }

    private ITimeLimitedDataProtector Seal() => protection.CreateProtector("authenticator", Asked.Account.Id.ToString()).ToTimeLimitedDataProtector();
}
