using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Security;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.Calendar;

/// <summary>One practitioner's week; a doctor sees their own first.</summary>
internal sealed class WeekModel(CalendarClient calendar, Practice practice, Names names, IClock clock) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "practitioner")]
    public string? PractitionerId { get; set; }

    [BindProperty(SupportsGet = true, Name = "location")]
    public string? LocationId { get; set; }

    [BindProperty(SupportsGet = true, Name = "day")]
    public string? DayText { get; set; }

    public IReadOnlyList<Person> Practitioners { get; private set; } = [];

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public Person? Who { get; private set; }

    public LocalDate Monday { get; private set; }

    public LocalDate Today { get; private set; }

    public string? Trouble { get; private set; }

    public int Booked { get; private set; }

    public TimeGrid? Grid { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var asked = Panel.Load("Appointments", () => practice.Locations(ct));
        var people = await Panel.Load("People", () => practice.Practitioners(ct));
        var locations = await asked;
        (Practitioners, Locations) = (people.Value ?? [], locations.Value ?? []);
        Trouble = people.Trouble ?? locations.Trouble;

        // The board's place, so that one clock holds for the whole week; "all locations" is asked for by an empty one.
        if (!Request.Query.ContainsKey("location"))
            LocationId = Locations.FirstOrDefault(l => l.Id == Request.Kept("location"))?.Id ?? (Locations.Count > 0 ? Locations[0].Id : null);
        var own = HttpContext.Caller().PersonId.ToString();
        Who = Practitioners.FirstOrDefault(p => p.Id == PractitionerId) ?? Practitioners.FirstOrDefault(p => p.Id == own)
            ?? (Practitioners.Count > 0 ? Practitioners[0] : null);
        var zone = (Locations.FirstOrDefault(l => l.Id == LocationId) ?? (Locations.Count > 0 ? Locations[0] : null))?.Zone ?? "UTC";
        Today = clock.Today(zone);
        var day = LocalTimes.ParseDay(DayText) ?? Today;
        Monday = day.PlusDays(1 - (int)day.DayOfWeek);
        if (Who is not null && Trouble is null)
            await LoadWeek(Who, ct);
    }

    private async Task LoadWeek(Person who, CancellationToken ct)
    {
        var panel = await Panel.Load("Appointments", async () => await calendar.GetWeekAsync(
            new() { PractitionerId = who.Id, FirstDay = Monday.Iso(), LocationId = LocationId ?? "" }, cancellationToken: ct));
        Trouble = panel.Trouble;
        if (panel.Value is not { } week)
            return;

        await names.Load(week.Appointments.Select(a => a.PatientId), ct);
        Booked = week.Appointments.Count(a => a.Status == AppointmentStatus.Booked);
        var now = clock.GetCurrentInstant();
        var days = Enumerable.Range(0, 7).Select(Monday.PlusDays).Select(day => new TimeGridColumn(
            day.Short(), null, LocationId is { Length: > 0 } ? $"/board?location={LocationId}&day={day.Iso()}" : $"/board?day={day.Iso()}",
            day < Today ? null : $"/book?practitioner={who.Id}&location={LocationId}&day={day.Iso()}",
            day, week.Zone, day == Today,
            TimeGridColumn.WorkingOn(day, t => Locations.FirstOrDefault(l => l.Id == t.LocationId)?.Zone ?? week.Zone, week.WorkingTimes),
            TimeGridColumn.VisitsOn(day, week.Appointments, a => names.Of(a.PatientId, "Patient"), now)));

        // A weekend on which nobody works or comes takes no room.
        Grid = new([.. days.Where(d => d.Day.DayOfWeek < IsoDayOfWeek.Saturday || d.Working.Count + d.Visits.Count > 0)], now, SeveralPlaces: LocationId is not { Length: > 0 } && Locations.Count > 1);
    }
}
