using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.Administration;

/// <summary>Where the practice is: name, time zone, rooms, opening hours.</summary>
internal sealed class LocationsModel(SchedulesClient schedules, Practice practice) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public string? Id { get; set; }

    [BindProperty]
    public LocationInput Input { get; set; } = new();

    [BindProperty]
    public WeekInput Week { get; set; } = new();

    public IReadOnlyList<Location> All { get; private set; } = [];

    public static IEnumerable<string> Zones => DateTimeZoneProviders.Tzdb.Ids.Where(z => z.Contains('/', StringComparison.Ordinal) && !z.StartsWith("Etc", StringComparison.Ordinal)).Append("UTC");

    public Refusal? Refusal { get; private set; }

    public string? Trouble { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        if (Id is null or "new")
            return Page();
        if (All.FirstOrDefault(l => l.Id == Id) is not { } found)
            return Trouble is null ? NotFound() : Page();

        Input = new() { Id = found.Id, Name = found.Name, Zone = found.Zone, Rooms = string.Join('\n', found.Rooms.Select(r => r.Name)) };
        Week = WeekInput.From(found.OpeningHours);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await Load(ct);
        var before = All.FirstOrDefault(l => l.Id == Input.Id);
        var location = new Location { Id = Input.Id, Name = Input.Name?.Trim() ?? "", Zone = Input.Zone ?? "" };
        location.OpeningHours.AddRange(Week.ToHours());

        // A room that keeps its name keeps its id, and with it its bookings.
        location.Rooms.AddRange((Input.Rooms ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()
            .Select(name => new Room { Id = before?.Rooms.FirstOrDefault(r => r.Name == name)?.Id ?? Guid.CreateVersion7().ToString(), Name = name }));
        Refusal = await Attempt.Do("Appointments", async () => await schedules.SaveLocationAsync(new() { Location = location }, cancellationToken: ct));
        practice.Forget();
        return Refusal is null ? Redirect("/administration/locations") : Page();
    }

    private async Task Load(CancellationToken ct)
    {
        var panel = await Panel.Load("Appointments", () => practice.Locations(ct));
        (All, Trouble) = (panel.Value ?? [], panel.Trouble);
    }
}

public sealed class LocationInput
{
    public string Id { get; set; } = Guid.CreateVersion7().ToString();

    public string? Name { get; set; }

    public string? Zone { get; set; } = "America/New_York";

    public string? Rooms { get; set; }
}
