using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.SignIn;

namespace PracticeAspire.Web.Pages.People;

/// <summary>A person is invited to sign in, or given a first password where mail does not reach them.</summary>
internal sealed class GiveSignInModel(AccountsClient accounts, Names names, TimeProvider time) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public string Id { get; set; } = "";

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string RequestId { get; set; } = Guid.CreateVersion7().ToString();

    public bool MayGivePassword => HttpContext.Caller().May(Permissions.ManageStaff);

    public bool GivesPassword { get; private set; }

    public Refusal? Refusal { get; private set; }

    public string Name => names.Of(Id, "this person");

    /// <summary>Who may give a password here is asked for proof before one is typed.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (MayGivePassword && await StepUp.IsDueAsync(HttpContext, time))
            return new ChallengeResult(StepUp.Challenge(HttpContext, Request.Path));
        await names.Load([Id], ct);
        return Page();
    }

    public Task<IActionResult> OnPostInviteAsync(CancellationToken ct) => DoAsync("invited", async () => await accounts.InviteAsync(
        new() { RequestId = RequestId, PersonId = Id, Email = Email ?? "" }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostPasswordAsync([FromForm] string? password, CancellationToken ct)
    {
        GivesPassword = true;
        return DoAsync("sign-in", async () => await accounts.CreateAccountAsync(
            new() { PersonId = Id, Email = Email ?? "", Password = password ?? "" }, cancellationToken: ct), ct);
    }

    private async Task<IActionResult> DoAsync(string done, Func<Task> act, CancellationToken ct)
    {
        Refusal = await Attempt.Do("Accounts", act);
        if (Refusal is null)
        {
            this.Tell(done, Id);
            return Redirect($"/people/{Id}");
        }

        await names.Load([Id], ct);
        return Page();
    }
}
