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
internal sealed class SignInModel(AccountsClient accounts, LinkedIdentitiesClient identities, Names names, IConfiguration configuration) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public string Id { get; set; } = "";

    /// <summary>Null where Keycloak signs people in, and when it is not to be had.</summary>
    public SignInReply? Known { get; private set; }

    /// <summary>The identity provider whose sign-ins are linked to people; null where people sign in with our own.</summary>
    public string? Issuer { get; } = configuration.IsKeycloak() ? configuration.GetRequired("Identity:Authority") : null;

    public IReadOnlyList<LinkedIdentity> Links { get; private set; } = [];

    /// <summary>What was typed, when it is refused.</summary>
    public string? Subject { get; private set; }

    public string NameOf(string id) => names.Of(id, "an administrator");

    public string? Trouble { get; private set; }

    public string? Done { get; private set; }

    public Refusal? Refusal { get; private set; }

    public string Name => names.Of(Id, "this person");

    public bool IsOneself => HttpContext.Caller().PersonId.ToString() == Id;

    public bool MayRemove => !IsOneself && Known is { CanSignIn: true } known && (known.AuthenticatorApp || known.Passkeys > 0);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        Done = this.WasDone(Id) switch
        {
            "second-factor-removed" => $"{Name} is signed out everywhere, and signs in with the password alone. Who needs a second factor is asked to set up a new one.",
            "identity-linked" => $"Whoever signs in with it is {Name} from now on.",
            "identity-ended" => $"{Name} and this sign-in are parted.",
            _ => null,
        };
        return Page();
    }

    public Task<IActionResult> OnPostRemoveSecondFactorAsync([FromForm] bool sure, CancellationToken ct) => Do("second-factor-removed", async () =>
    {
        if (!sure)
            throw new Refusal(RefusalKind.Rule, "Make sure who they are first, then say so.").ToRpcException();
        await accounts.RemoveSecondFactorAsync(new() { PersonId = Id }, cancellationToken: ct);
    }, ct);

    public Task<IActionResult> OnPostLinkAsync([FromForm] string? subject, CancellationToken ct)
    {
        Subject = subject;
        return Do("identity-linked", async () => await identities.LinkIdentityAsync(new() { PersonId = Id, Subject = subject ?? "" }, cancellationToken: ct), ct);
    }

    public Task<IActionResult> OnPostPartAsync([FromForm] string link, CancellationToken ct) =>
        Do("identity-ended", async () => await identities.EndIdentityAsync(new() { Id = link }, cancellationToken: ct), ct);

    private async Task<IActionResult> Do(string what, Func<Task> change, CancellationToken ct)
    {
        Refusal = await Attempt.Do("Accounts", change);
        if (Refusal is null)
        {
            this.Tell(what, Id);
            return Redirect($"/people/{Id}/sign-in");
        }

        await Load(ct);
        return Page();
    }

    private async Task Load(CancellationToken ct)
    {
        if (Issuer is not null)
        {
            var links = await Panel.Load("Accounts", async () => await identities.ListIdentitiesAsync(new() { PersonId = Id }, cancellationToken: ct));
            (Links, Trouble) = (links.Value?.Identities ?? [], links.Trouble);
            await names.Load([Id, .. Links.Select(l => l.LinkedBy).Where(by => by.Length > 0)], ct);
            return;
        }

        await names.Load([Id], ct);
        var panel = await Panel.Load("Accounts", async () => await accounts.GetSignInAsync(new() { PersonId = Id }, cancellationToken: ct));
        (Known, Trouble) = (panel.Value, panel.Trouble);
    }
}
