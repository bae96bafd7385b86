using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Security;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.Calendar;

/// <summary>A location's day: a column for everyone who works or is booked.</summary>
internal sealed class BoardModel(CalendarClient calendar, Practice practice, Names names, IClock clock) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "location")]
    public string? LocationId { get; set; }

    [BindProperty(SupportsGet = true, Name = "day")]
    public string? DayText { get; set; }

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public Location? Here { get; private set; }

    public LocalDate Day { get; private set; }

    public LocalDate Today { get; private set; }

    public string? Trouble { get; private set; }

    public GetDayReply? Appointments { get; private set; }

    public TimeGrid? Grid { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var locations = await Panel.Load("Appointments", () => practice.Locations(ct));
        Locations = locations.Value ?? [];
        Trouble = locations.Trouble;
        var kept = Request.Kept("location");
        Here = Locations.FirstOrDefault(l => l.Id == LocationId) ?? Locations.FirstOrDefault(l => l.Id == kept) ?? (Locations.Count > 0 ? Locations[0] : null);
        Today = clock.Today(Here?.Zone ?? "UTC");
        Day = LocalTimes.ParseDay(DayText) ?? Today;
        if (Here is null)
            return;

        if (Here.Id != kept)
            Response.Keep("location", Here.Id, TimeSpan.FromDays(365));
        await LoadDay(Here, ct);
    }

    private async Task LoadDay(Location here, CancellationToken ct)
    {
        var people = Panel.Load("Names", () => practice.Practitioners(ct));
        var day = await Panel.Load("Appointments", async () =>
            await calendar.GetDayAsync(new() { LocationId = here.Id, Day = Day.Iso() }, cancellationToken: ct));
        Trouble = day.Trouble;
        names.Add((await people).Value ?? []);
        if (day.Value is not { } loaded)
            return;

        Appointments = loaded;
        await names.Load(loaded.Appointments.Select(a => a.PatientId).Concat(loaded.WorkingTimes.Select(w => w.PractitionerId)), ct);
        Grid = new(Columns(here, loaded), clock.GetCurrentInstant());
    }

    private List<TimeGridColumn> Columns(Location here, GetDayReply day) =>
        [.. day.WorkingTimes.Select(w => w.PractitionerId)
            .Concat(day.Appointments.Select(a => a.PractitionerId))
            .Distinct()
            .OrderBy(id => names.Of(id, "~"), StringComparer.CurrentCulture)
            .Select(id => new TimeGridColumn(
                names.Of(id, "Practitioner"),
                string.Join(", ", names.Person(id)?.Specialities ?? []),
                $"/calendar/week?practitioner={id}&day={Day.Iso()}&location={here.Id}",
                Day < Today ? null : $"/book?practitioner={id}&location={here.Id}&day={Day.Iso()}",
                Day, here.Zone, Day == Today,
                TimeGridColumn.WorkingOn(Day, _ => here.Zone, day.WorkingTimes.Where(w => w.PractitionerId == id)),
                TimeGridColumn.VisitsOn(Day, day.Appointments.Where(a => a.PractitionerId == id), a => names.Of(a.PatientId, "Patient"), clock.GetCurrentInstant())))];
}
