using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.Pages.Account;

internal sealed class RecoveryCodesModel(SignInSteps steps, SecondFactors factors) : OwnPage(steps)
{
    public SecondFactorsOfAccount Has { get; private set; } = null!;

    /// <summary>Shown once.</summary>
    public string[]? Codes { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => Has = await factors.OfAsync(SignedIn.Account.Id, ct);

    public async Task OnPostAsync(CancellationToken ct)
    {
        Has = await factors.OfAsync(SignedIn.Account.Id, ct);
        if (Has.Any)
            Codes = await factors.NewRecoveryCodesAsync(SignedIn.Account.Id, ct);
    }
}
