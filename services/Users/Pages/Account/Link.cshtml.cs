using Microsoft.AspNetCore.Mvc;
using NodaTime;
using NodaTime.Text;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.AccountLinks;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.People;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.Pages.Account;

/// <summary>Where a mailed link leads. Looking at it uses nothing up: mail scanners look at links too.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class LinkModel(OpenLink links, SignInSteps steps, IClock clock) : FormPage
{
    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    [BindProperty]
    public string? GivenNames { get; set; }

    [BindProperty]
    public string? FamilyName { get; set; }

    [BindProperty]
    public string? BirthDate { get; set; }

    [BindProperty]
    public string? Phone { get; set; }

    public AccountLink? Link { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => Link = await links.FindAsync(Token ?? "", ct);

    public async Task<IActionResult> OnPostAsync(string? password, string? again, CancellationToken ct)
    {
        Link = await links.FindAsync(Token ?? "", ct);
        if (Link is null)
            return Page();
        if (password != again)
            return Refuse("The two passwords are not the same.");
        try
        {
            var account = Link.Kind == AccountLink.Registration
                ? await links.RegisterAsync(Link, Details(), password ?? "", ct)
                : await links.ChoosePasswordAsync(Link, password ?? "", ct);
            return Redirect(await steps.AfterPasswordAsync(HttpContext, account, this.WayBack(""), ct));
        }
        catch (RuleBroken rule)
        {
            return Refuse(rule.Message);
        }
        catch (TooManyAtOnce full)
        {
            return Refuse(full);
        }
    }

    private PersonalDetails Details()
    {
        var details = new PersonalDetails(DetailRules.Name(GivenNames ?? ""), DetailRules.Name(FamilyName ?? ""))
        {
            BirthDate = LocalDatePattern.Iso.Parse(BirthDate ?? "") is { Success: true, Value: var day }
                ? DetailRules.BirthDate(day, DetailRules.LatestDay(clock.GetCurrentInstant()))
                : throw new RuleBroken("birth-date-missing", "Enter your birth date."),
            Gender = "unknown",
            Phone = DetailRules.Phone(Phone ?? ""),
            Language = "en",
        };
        DetailRules.RequireName(details.GivenNames, details.FamilyName);
        return details;
    }
}
