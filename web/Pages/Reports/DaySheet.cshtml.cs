using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Reporting.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.Reports;

/// <summary>A location's day in numbers and lines.</summary>
internal sealed class DaySheetModel(ReportsClient reports, Practice practice, Names names, IClock clock) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "location")]
    public string? LocationId { get; set; }

    [BindProperty(SupportsGet = true, Name = "day")]
    public string? DayText { get; set; }

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public LocalDate Day { get; private set; }

    public DaySheet? Sheet { get; private set; }

    public string? Trouble { get; private set; }

    public string NameOf(string id) => names.Of(id);

    public string PlaceOf(string id) => Locations.FirstOrDefault(l => l.Id == id)?.Name ?? "Name not available";

    public Task OnGetAsync(CancellationToken ct) => Load(ct);

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken ct)
    {
        await Load(ct);
        if (Sheet is null)
            return StatusCode(StatusCodes.Status503ServiceUnavailable);

        IReadOnlyList<object> head = ["Start", "End", "Status", "Visit", "Patient", "Practitioner", "Location", "Appointment"];
        return Csv.File($"day-sheet-{Day.Iso()}.csv", Sheet.Lines
            .Select(l => (IReadOnlyList<object>)[l.Start, l.End, l.Status, l.VisitType, NameOf(l.PatientId), NameOf(l.PractitionerId), PlaceOf(l.LocationId), l.AppointmentId])
            .Prepend(head));
    }

    private async Task Load(CancellationToken ct)
    {
        Locations = (await Panel.Load("Appointments", () => practice.Locations(ct))).Value ?? [];
        var zone = (Locations.FirstOrDefault(l => l.Id == LocationId) ?? (Locations.Count > 0 ? Locations[0] : null))?.Zone ?? "UTC";
        Day = LocalTimes.ParseDay(DayText) ?? clock.Today(zone);
        var panel = await Panel.Load("Reports", async () => await reports.GetDaySheetAsync(
            new() { LocationId = LocationId ?? "", Day = Day.Iso() }, cancellationToken: ct));
        (Sheet, Trouble) = (panel.Value, panel.Trouble);
        await names.Load(Sheet?.Lines.SelectMany(l => new[] { l.PatientId, l.PractitionerId }) ?? [], ct);
    }
}
