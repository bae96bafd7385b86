using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;

namespace PracticeAspire.Web.Pages.Administration;

/// <summary>What can be booked. The list, and beside it the one being changed or added.</summary>
internal sealed class VisitTypesModel(SchedulesClient schedules, Practice practice) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public string? Id { get; set; }

    [BindProperty]
    public VisitTypeInput Input { get; set; } = new();

    public IReadOnlyList<VisitType> All { get; private set; } = [];

    public Refusal? Refusal { get; private set; }

    public string? Trouble { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        if (Id is null or "new")
            return Page();
        if (All.FirstOrDefault(v => v.Id == Id) is not { } found)
            return Trouble is null ? NotFound() : Page();

        Input = VisitTypeInput.From(found);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Refusal = await Attempt.Do("Appointments", async () => await schedules.SaveVisitTypeAsync(
            new() { VisitType = Input.ToVisitType() }, cancellationToken: ct));
        practice.Forget();
        if (Refusal is null)
            return Redirect("/administration/visit-types");

        await Load(ct);
        return Page();
    }

    private async Task Load(CancellationToken ct)
    {
        var panel = await Panel.Load("Appointments", () => practice.VisitTypes(ct));
        (All, Trouble) = (panel.Value ?? [], panel.Trouble);
    }
}

public sealed class VisitTypeInput
{
    public string Id { get; set; } = Guid.CreateVersion7().ToString();

    public string? Name { get; set; }

    public int Duration { get; set; } = 30;

    public int Before { get; set; }

    public int After { get; set; }

    public int Grid { get; set; } = 15;

    public bool NeedsRoom { get; set; }

    public int LateHours { get; set; } = 24;

    internal static VisitTypeInput From(VisitType v) => new()
    {
        Id = v.Id,
        Name = v.Name,
        Duration = v.DurationMinutes,
        Before = v.BufferBeforeMinutes,
        After = v.BufferAfterMinutes,
        Grid = v.GridMinutes,
        NeedsRoom = v.NeedsRoom,
        LateHours = v.LateCancellationHours,
    };

    internal VisitType ToVisitType() => new()
    {
        Id = Id,
        Name = Name?.Trim() ?? "",
        DurationMinutes = Duration,
        BufferBeforeMinutes = Before,
        BufferAfterMinutes = After,
        GridMinutes = Grid,
        NeedsRoom = NeedsRoom,
        LateCancellationHours = LateHours,
    };
}
