using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.SignIn;

namespace PracticeAspire.Web.Pages.Administration;

/// <summary>Who works here, in which roles, and who does no more. The list, and beside it the one being changed or added.</summary>
[ProofFirst]
internal sealed class StaffModel(ColleaguesClient colleagues, Practice practice, IConfiguration configuration) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public string? Id { get; set; }

    [BindProperty]
    public ColleagueInput Input { get; set; } = new();

    public IReadOnlyList<Colleague> All { get; private set; } = [];

    public Colleague? Chosen { get; private set; }

    public string? Done { get; private set; }

    public Refusal? Refusal { get; private set; }

    /// <summary>Null when they are not to be had; then what was chosen stays chosen.</summary>
    public IReadOnlyList<Location>? Locations { get; private set; }

    /// <summary>"Riverside Clinic, Westside Street"; of those whose names are known.</summary>
    public string PlacesOf(Colleague colleague) => string.Join(", ", (Locations ?? []).Where(l => colleague.LocationIds.Contains(l.Id)).Select(l => l.Name));

    /// <summary>With Keycloak: whether somebody can is not known here.</summary>
    public bool SignsInElsewhere => configuration.IsKeycloak();

    public string? Trouble { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        if (Id == "new")
            Chosen = new Colleague { Id = Guid.CreateVersion7().ToString() };
        Done = Chosen is null ? null : this.WasDone(Chosen.Id) switch
        {
            "saved" => $"{Chosen.DisplayName} is saved.",
            "deactivated" => $"{Chosen.DisplayName} is shut out everywhere from now on.",
            "reactivated" => $"{Chosen.DisplayName} can sign in again.",
            _ => null,
        };
        return Id is null || Chosen is not null || Trouble is not null ? Page() : NotFound();
    }

    public Task<IActionResult> OnPostAsync(CancellationToken ct) =>
        Do("saved", async () => await colleagues.SaveColleagueAsync(Input.ToColleague(), cancellationToken: ct), ct);

    public Task<IActionResult> OnPostDeactivateAsync(CancellationToken ct) =>
        Do("deactivated", async () => await colleagues.DeactivateAsync(new() { PersonId = Input.Id, Version = Input.Version }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostReactivateAsync(CancellationToken ct) =>
        Do("reactivated", async () => await colleagues.ReactivateAsync(new() { PersonId = Input.Id, Version = Input.Version }, cancellationToken: ct), ct);

    private async Task<IActionResult> Do(string what, Func<Task> change, CancellationToken ct)
    {
        Refusal = await Attempt.Do("Staff records", change);
        if (Refusal is null)
        {
            this.Tell(what, Input.Id);
            return Redirect($"/administration/staff/{Input.Id}");
        }

        await Load(ct);
        if (what == "saved" && Refusal.Kind != RefusalKind.Stale)
            Chosen = Input.ToColleague();
        return Page();
    }

    private async Task Load(CancellationToken ct)
    {
        var panel = await Panel.Load("Staff records", async () => await colleagues.ListColleaguesAsync(new(), cancellationToken: ct));
        (All, Trouble) = (panel.Value?.Colleagues ?? [], panel.Trouble);
        Chosen = All.FirstOrDefault(c => c.Id == Id);
        Locations = (await Panel.Load("Appointments", () => practice.Locations(ct))).Value;
    }
}

public sealed class ColleagueInput
{
    public string Id { get; set; } = "";

    public long Version { get; set; }

    public string? Prefix { get; set; }

    public string? GivenNames { get; set; }

    public string? FamilyName { get; set; }

    public string? Email { get; set; }

    public string? Npi { get; set; }

    public string? Specialities { get; set; }

    public string[] Roles { get; set; } = [];

    public string[] LocationIds { get; set; } = [];

    internal Colleague ToColleague() => new()
    {
        Id = Id,
        Version = Version,
        Prefix = Prefix ?? "",
        GivenNames = GivenNames ?? "",
        FamilyName = FamilyName ?? "",
        DisplayName = $"{Prefix} {GivenNames} {FamilyName}".Trim(),
        Email = Email ?? "",
        Npi = Npi ?? "",
        Specialities = { (Specialities ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) },
        Roles = { Roles },
        LocationIds = { LocationIds },
        Active = true,
    };
}
