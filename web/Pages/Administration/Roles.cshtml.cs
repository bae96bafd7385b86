using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.SignIn;

namespace PracticeAspire.Web.Pages.Administration;

/// <summary>What each role may do. The list, and beside it the one that is being changed.</summary>
[ProofFirst]
internal sealed class RolesModel(PracticeRolesClient practiceRoles) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "role")]
    public string? Role { get; set; }

    [BindProperty]
    public long Version { get; set; }

    [BindProperty]
    public string[] May { get; set; } = [];

    [BindProperty]
    public bool MfaRequired { get; set; }

    public IReadOnlyList<PracticeRole> Roles { get; private set; } = [];

    public IReadOnlyList<KnownPermission> Permissions { get; private set; } = [];

    public PracticeRole? Chosen { get; private set; }

    public string? Saved { get; private set; }

    public Refusal? Refusal { get; private set; }

    public string? Trouble { get; private set; }

    public static string Title(string role) => $"{char.ToUpperInvariant(role[0])}{role[1..]}";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        Saved = Roles.FirstOrDefault(r => this.WasDone(r.Role) is not null)?.Role;
        return Role is null || Chosen is not null || Trouble is not null ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var wanted = new PracticeRole { Role = Role ?? "", Version = Version, Permissions = { May }, MfaRequired = MfaRequired };
        Refusal = await Attempt.Do("Roles", async () => await practiceRoles.SaveRoleAsync(wanted, cancellationToken: ct));
        if (Refusal is null)
        {
            this.Tell("saved", wanted.Role);
            return Redirect("/administration/roles");
        }

        await Load(ct);
        if (Chosen is not null && Refusal.Kind != RefusalKind.Stale)
            Chosen = wanted;
        return Page();
    }

    private async Task Load(CancellationToken ct)
    {
        var panel = await Panel.Load("Roles", async () => await practiceRoles.ListRolesAsync(new(), cancellationToken: ct));
        (Roles, Permissions, Trouble) = (panel.Value?.Roles ?? [], panel.Value?.Permissions ?? [], panel.Trouble);
        Chosen = Roles.FirstOrDefault(r => r.Role == Role);
    }
}
