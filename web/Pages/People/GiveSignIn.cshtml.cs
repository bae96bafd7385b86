using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.People;

/// <summary>A person gets an e-mail address and a first password to sign in with.</summary>
internal sealed class GiveSignInModel(AccountsClient accounts, Names names) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public string Id { get; set; } = "";

    [BindProperty]
    public string? Email { get; set; }

    public Refusal? Refusal { get; private set; }

    public string Name => names.Of(Id, "this person");

    public Task OnGetAsync(CancellationToken ct) => names.Load([Id], ct);

    public async Task<IActionResult> OnPostAsync([FromForm] string? password, CancellationToken ct)
    {
        Refusal = await Attempt.Do("Accounts", async () => await accounts.CreateAccountAsync(
            new() { PersonId = Id, Email = Email ?? "", Password = password ?? "" }, cancellationToken: ct));
        if (Refusal is null)
        {
            this.Tell("sign-in", Id);
            return Redirect($"/people/{Id}");
        }

        await names.Load([Id], ct);
        return Page();
    }
}
