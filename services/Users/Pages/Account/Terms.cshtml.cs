using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.SignIn;
using PracticeAspire.Users.Terms;

namespace PracticeAspire.Users.Pages.Account;

/// <summary>What everyone agrees to once, and again when it reads differently.</summary>
[Authorize(AuthenticationSchemes = Sessions.Scheme)]
internal sealed class TermsModel(TermsOfUse terms, UsersDb db, IClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string ReturnUrl { get; set; } = "";

    public TermsOfUse Terms => terms;

    public static string For(string wayBack) => $"/account/terms?returnUrl={Uri.EscapeDataString(wayBack)}";

    /// <param name="version">What was on the page: nobody agrees to what they have not seen.</param>
    public async Task<IActionResult> OnPostAsync(string? version, CancellationToken ct)
    {
        if (version != terms.Version)
            return Page();

        var person = (await Sessions.OfBrowserAsync(HttpContext))!.Person.Id;
        if (await terms.AwaitAgreementOfAsync(person, db, ct))
        {
            db.Add(terms.AgreedBy(person, clock.GetCurrentInstant()));
            db.Audit(HttpContext.Audited("terms.agreed", person, actor: person).With("version", terms.Version));
            await db.SaveOrRefuse(ct);
        }

        return this.GoBack(ReturnUrl ?? "");
    }
}
