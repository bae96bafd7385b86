using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.Administration;

/// <summary>When a practitioner works at a location, and when not.</summary>
internal sealed class WorkingHoursModel(SchedulesClient schedules, Practice practice) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "practitioner")]
    public string? PractitionerId { get; set; }

    [BindProperty(SupportsGet = true, Name = "location")]
    public string? LocationId { get; set; }

    /// <summary>hours, absence, absence-inside; null when whoever looks comes from elsewhere.</summary>
    public string? Done { get; private set; }

    /// <summary>"opening-hours": the week comes filled in with them, to be looked over and saved.</summary>
    [BindProperty(SupportsGet = true, Name = "fill")]
    public string? Fill { get; set; }

    [BindProperty]
    public WeekInput Week { get; set; } = new();

    [BindProperty]
    public AbsenceInput Absence { get; set; } = new();

    public IReadOnlyList<Person> Practitioners { get; private set; } = [];

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    /// <summary>Whether hours are set; null when that is not known.</summary>
    public bool? Works { get; private set; }

    public bool Filled { get; private set; }

    public Location? Place => Locations.FirstOrDefault(l => l.Id == LocationId);

    public string? Trouble { get; private set; }

    public string? Wrong { get; private set; }

    public string? AbsenceWrong { get; private set; }

    public string Here => $"/administration/working-hours?practitioner={PractitionerId}&location={LocationId}";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        if (Locations.Count > 0 && LocationId is { Length: > 0 } && Place is null)
            return NotFound();

        Done = this.WasDone(Here);
        await LoadHours(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var hours = new WorkingHours { PractitionerId = PractitionerId ?? "", LocationId = LocationId ?? "" };
        hours.Hours.AddRange(Week.ToHours());
        Wrong = (await Attempt.Do("Appointments", async () => await schedules.SetWorkingHoursAsync(hours, cancellationToken: ct)))?.Sentence;
        if (Wrong is null)
        {
            this.Tell("hours", Here);
            return Redirect(Here);
        }

        await Load(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAbsenceAsync(CancellationToken ct)
    {
        await Load(ct);
        var zone = Place?.Zone ?? "UTC";
        var (start, startWrong) = LocalTimes.Read(Absence.FromDay, Absence.FromTime, zone);
        var (end, endWrong) = LocalTimes.Read(Absence.ToDay, Absence.ToTime, zone);
        AbsenceWrong = startWrong ?? endWrong;
        AddAbsenceReply? reply = null;
        if (AbsenceWrong is null)
        {
            AbsenceWrong = (await Attempt.Do("Appointments", async () => reply = await schedules.AddAbsenceAsync(
                new() { Id = Absence.Id, PractitionerId = PractitionerId ?? "", LocationId = LocationId ?? "", Start = start, End = end }, cancellationToken: ct)))?.Sentence;
        }

        if (reply is not null)
        {
            this.Tell(reply.AppointmentsInside.Count == 0 ? "absence" : "absence-inside", Here);
            return Redirect(Here);
        }

        await LoadHours(ct);
        return Page();
    }

    private async Task Load(CancellationToken ct)
    {
        var places = Panel.Load("Appointments", () => practice.Locations(ct));
        var people = await Panel.Load("People", () => practice.Practitioners(ct));
        (Practitioners, Locations) = (people.Value ?? [], (await places).Value ?? []);
        Trouble = people.Trouble ?? (await places).Trouble;
        PractitionerId ??= Practitioners.Count > 0 ? Practitioners[0].Id : null;
        LocationId ??= Locations.Count > 0 ? Locations[0].Id : null;
    }

    private async Task LoadHours(CancellationToken ct)
    {
        if (PractitionerId is null || LocationId is null)
            return;
        var hours = await Panel.Load("Appointments", async () => await schedules.GetWorkingHoursAsync(
            new() { PractitionerId = PractitionerId, LocationId = LocationId }, cancellationToken: ct));
        Trouble ??= hours.Trouble;
        Works = hours.Value?.Hours.Count > 0 ? true : hours.Value is null ? null : false;
        Filled = Fill is "opening-hours" && Place?.OpeningHours.Count > 0;
        Week = WeekInput.From(Filled ? Place!.OpeningHours : hours.Value?.Hours ?? []);
    }
}

public sealed class AbsenceInput
{
    public string Id { get; set; } = Guid.CreateVersion7().ToString();

    public string? FromDay { get; set; }

    public string? FromTime { get; set; }

    public string? ToDay { get; set; }

    public string? ToTime { get; set; }
}
