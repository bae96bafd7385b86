using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.SignIn;

namespace PracticeAspire.Web.Pages.People;

/// <summary>What a person signs in with, and what an administrator does when they have lost it.</summary>
[ProofFirst]
internal sealed class SignInModel(AccountsClient accounts, Names names, IConfiguration configuration) : PageModel
{
    private const string Removed = "second-factor-removed";

    [BindProperty(SupportsGet = true, Name = "id")]
    public string Id { get; set; } = "";

    /// <summary>Null where Keycloak signs people in, and when it is not to be had.</summary>
    public SignInReply? Known { get; private set; }

    public string? Trouble { get; private set; }

    public string? Done { get; private set; }

    public Refusal? Refusal { get; private set; }

    public string Name => names.Of(Id, "this person");

    public bool IsOneself => HttpContext.Caller().PersonId.ToString() == Id;

    public bool MayRemove => !IsOneself && Known is { CanSignIn: true } known && (known.AuthenticatorApp || known.Passkeys > 0);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        Done = this.WasDone(Id) is Removed ? $"{Name} is signed out everywhere, and signs in with the password alone. Who needs a second factor is asked to set up a new one." : null;
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveSecondFactorAsync([FromForm] bool sure, CancellationToken ct)
    {
        Refusal = sure
            ? await Attempt.Do("Accounts", async () => await accounts.RemoveSecondFactorAsync(new() { PersonId = Id }, cancellationToken: ct))
            : new Refusal(RefusalKind.Rule, "Make sure who they are first, then say so.");
        if (Refusal is null)
        {
            this.Tell(Removed, Id);
            return Redirect($"/people/{Id}/sign-in");
        }

        await Load(ct);
        return Page();
    }

    private async Task Load(CancellationToken ct)
    {
        await names.Load([Id], ct);
        if (configuration.IsKeycloak())
            return;
        var panel = await Panel.Load("Accounts", async () => await accounts.GetSignInAsync(new() { PersonId = Id }, cancellationToken: ct));
        (Known, Trouble) = (panel.Value, panel.Trouble);
    }
}
