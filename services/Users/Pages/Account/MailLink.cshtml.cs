using Microsoft.AspNetCore.Mvc;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.AccountLinks;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.Pages.Account;

/// <summary>
/// Has a link mailed to an address: for a new password, or to become a patient. The answer is the same whatever is known of the address. A practice
/// may register its patients itself: <c>Registration:Open</c>.
/// </summary>
internal sealed class MailLinkModel(AskForLink ask, IConfiguration configuration) : FormPage
{
    [BindProperty(SupportsGet = true)]
    public string Purpose { get; set; } = "";

    [BindProperty]
    public string Email { get; set; } = "";

    public bool Asked { get; private set; }

    public bool Registers => Purpose == "register";

    public bool IsClosed => Registers && !configuration.GetValue("Registration:Open", true);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (IsClosed)
            return Page();
        try
        {
            Email = DetailRules.Email(Email ?? "");
        }
        catch (RuleBroken rule)
        {
            return Refuse(rule.Message);
        }

        if (Email.Length == 0)
            return Refuse("Enter your e-mail address.");

        var visitor = Visitor.From(HttpContext);
        Asked = Registers ? await ask.RegisterAsync(Email, visitor, ct) : await ask.ResetAsync(Email, visitor, ct);
        return Asked ? Page() : RefuseTooMany();
    }
}
