using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.IdentityModel.Tokens;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.Pages.Account;

/// <summary>How one signs in, and where one is signed in.</summary>
internal sealed class SecurityModel(
    SignInSteps steps, SecondFactors factors, Passkeys passkeys, MfaRules rules, Sessions sessions, IClock clock, IConfiguration configuration) : OwnPage(steps)
{
    [TempData]
    public string? Done { get; set; }

    public string? NewPasskeyName { get; private set; }

    public SecondFactorsOfAccount Has { get; private set; } = null!;

    public IReadOnlyList<IdentityUserPasskey<Guid>> OwnPasskeys { get; private set; } = [];

    public IReadOnlyList<Session> OwnSessions { get; private set; } = [];

    /// <summary>Shown once, after the first passkey.</summary>
    public string[]? RecoveryCodes { get; private set; }

    public Uri Web { get; } = WebAddress.From(configuration);

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostRemoveAppAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        if (Has is { HasApp: true, Passkeys: 0 } && await rules.RequiredForAsync(SignedIn.Person, ct))
            return Refuse("Your work here needs more than a password. Add a passkey before you remove the app.");

        await factors.RemoveAppAsync(SignedIn.Account.Id, ct);
        return Say("The authenticator app is removed.");
    }

    public async Task<IActionResult> OnPostPasskeyOptionsAsync() =>
        Content(await passkeys.CreationOptionsAsync(SignedIn.Account, SignedIn.Person), "application/json");

    public async Task<IActionResult> OnPostAddPasskeyAsync(string? name, string? credential, CancellationToken ct)
    {
        try
        {
            await passkeys.AddAsync(SignedIn.Account, name ?? "", credential ?? "", ct);
        }
        catch (RuleBroken rule)
        {
            NewPasskeyName = name;
            await LoadAsync(ct);
            return Refuse(rule.Message);
        }

        if ((await factors.OfAsync(SignedIn.Account.Id, ct)).RecoveryCodes > 0)
            return Say("The passkey is set up.");
        RecoveryCodes = await factors.NewRecoveryCodesAsync(SignedIn.Account.Id, ct);
        await LoadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostRenamePasskeyAsync(string? id, string? name, CancellationToken ct)
    {
        try
        {
            await passkeys.RenameAsync(SignedIn.Account, IdOf(id), name ?? "", ct);
        }
        catch (RuleBroken rule)
        {
            await LoadAsync(ct);
            return Refuse(rule.Message);
        }
        catch (NotFound)
        {
            return NotFound();
        }

        return Say("The passkey has its new name.");
    }

    public async Task<IActionResult> OnPostRemovePasskeyAsync(string? id, CancellationToken ct)
    {
        await LoadAsync(ct);
        if (Has is { HasApp: false, Passkeys: 1 } && await rules.RequiredForAsync(SignedIn.Person, ct))
            return Refuse("Your work here needs more than a password. Set up an authenticator app or another passkey before you remove this one.");

        await passkeys.RemoveAsync(SignedIn.Account, IdOf(id), ct);
        await factors.ForgetCodesWithoutFactorAsync(SignedIn.Account.Id, ct);
        return Say("The passkey is removed here. Delete it on your device too.");
    }

    public async Task<IActionResult> OnPostEndSessionAsync(Guid id, CancellationToken ct)
    {
        await sessions.EndByHandAsync(SignedIn, id, ct);
        return Say("That sign-in has ended.");
    }

    public async Task<IActionResult> OnPostEndOthersAsync(CancellationToken ct)
    {
        await sessions.EndByHandAsync(SignedIn, one: null, ct);
        return Say("You are signed out everywhere else.");
    }

    public string Ago(Instant then) => (clock.GetCurrentInstant() - then).TotalMinutes switch
    {
        < 2 => "just now",
        < 90 and var minutes => $"{minutes:0} minutes ago",
        var minutes => $"{minutes / 60:0} hours ago",
    };

    public static string IdOf(byte[] credential) => Base64UrlEncoder.Encode(credential);

    /// <summary>To look is free; who is signed in where may be ended at once, since that only makes things safer.</summary>
    protected override bool NeedsFreshProof(string? handler) => handler is not (null or "" or "EndSession" or "EndOthers");

    private static byte[] IdOf(string? id)
    {
        try
        {
            return Base64UrlEncoder.DecodeBytes(id ?? "");
        }
        catch (FormatException)
        {
            return [];
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Has = await factors.OfAsync(SignedIn.Account.Id, ct);
        OwnPasskeys = await passkeys.OfAsync(SignedIn.Account, ct);
        OwnSessions = await sessions.OfAsync(SignedIn.Account, SignedIn.Person, ct);
    }

    private RedirectToPageResult Say(string sentence)
    {
        Done = sentence;
        return RedirectToPage();
    }
}
