using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;

namespace PracticeAspire.Web.Pages.People;

/// <summary>Everyone of one kind, page by page, and the search for a patient. What is searched for is posted: names do not belong in addresses.</summary>
internal sealed class SearchModel(PeopleClient people) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "role")]
    public string Role { get; set; } = "patient";

    [BindProperty(SupportsGet = true, Name = "after")]
    public string? After { get; set; }

    [BindProperty(Name = "text")]
    public string? Text { get; set; }

    public IReadOnlyList<Person> People { get; private set; } = [];

    /// <summary>More match than are shown.</summary>
    public bool CutOff { get; private set; }

    public string Next { get; private set; } = "";

    public string? Trouble { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var panel = await Panel.Load("People", async () => await people.ListPeopleAsync(
            new() { Role = Role, PageSize = 50, PageToken = After ?? "" }, cancellationToken: ct));
        Trouble = panel.Trouble;
        People = panel.Value?.People.Select(WithPhone).ToList() ?? [];
        Next = panel.Value?.NextPageToken ?? "";
    }

    public async Task OnPostAsync(CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(Text))
        {
            await OnGetAsync(ct);
            return;
        }

        var panel = await Panel.Load("People", async () => await people.FindPatientsAsync(new() { Text = Text.Trim(), Limit = 50 }, cancellationToken: ct));
        Trouble = panel.Trouble;
        People = panel.Value?.Patients ?? [];
        CutOff = panel.Value?.CutOff ?? false;
    }

    private static Person WithPhone(ListedPerson listed)
    {
        listed.Person.Phone = listed.Person.Roles.Contains("patient") ? listed.Phone : "";
        return listed.Person;
    }
}
