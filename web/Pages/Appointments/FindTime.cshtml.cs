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

namespace PracticeAspire.Web.Pages.Appointments;

/// <summary>Find a time: staff choose the patient first, patients book for themselves and for those they act for. Choosing a time holds it.</summary>
internal sealed class FindTimeModel(
    SlotsClient slots, BookingClient booking, PeopleClient people, Practice practice, Names names, IClock clock) : PageModel
{
    private const string HoldCookie = "hold";
    private const int MostTimes = 120;

    [BindProperty(SupportsGet = true)]
    public FindTimeQuery Query { get; set; } = new();

    [BindProperty]
    public string? Text { get; set; }

    public bool Staff => HttpContext.Caller().IsStaff;

    /// <summary>Staff choose; a patient is meant themself, or someone they act for when the address says so.</summary>
    public string PatientId => !string.IsNullOrEmpty(Query.Patient) ? Query.Patient : Staff ? "" : HttpContext.Caller().PersonId.ToString();

    public Person? Patient => names.Person(PatientId);

    public IReadOnlyList<Person>? Found { get; private set; }

    public IReadOnlyList<VisitType> VisitTypes { get; private set; } = [];

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public IReadOnlyList<Person> Practitioners { get; private set; } = [];

    public IReadOnlyList<string> Specialities => [.. Practitioners.SelectMany(p => p.Specialities).Distinct().Order(StringComparer.CurrentCulture)];

    public LocalDate Day { get; private set; }

    public LocalDate Today { get; private set; }

    public IReadOnlyList<SlotsByDay>? Times { get; private set; }

    /// <summary>There are more than are shown.</summary>
    public bool CutOff { get; private set; }

    public string HowToSeeOthers => (string.IsNullOrEmpty(Query.Practitioner), Locations.Count > 1 && string.IsNullOrEmpty(Query.Location)) switch
    {
        (true, true) => "Choose a practitioner, a location or a later day to see others.",
        (true, false) => "Choose a practitioner or a later day to see others.",
        (false, true) => "Choose a location or a later day to see others.",
        _ => "Choose a later day to see others.",
    };

    public string? Trouble { get; private set; }

    public string? Wrong { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => await Load(ct);

    /// <summary>The search is posted, because a name in an address stays in histories and logs.</summary>
    public async Task OnPostSearchAsync(CancellationToken ct)
    {
        if (!string.IsNullOrWhiteSpace(Text))
        {
            var panel = await Panel.Load("People", async () => await people.FindPatientsAsync(new() { Text = Text.Trim(), Limit = 20 }, cancellationToken: ct));
            Found = panel.Value?.Patients ?? [];
            Trouble = panel.Trouble;
        }

        await Load(ct);
    }

    public async Task<IActionResult> OnPostHoldAsync(string? slot, CancellationToken ct)
    {
        if (ChosenSlot.Parse(slot) is not { } chosen || PatientId.Length == 0 || Query.VisitType is null)
            return BadRequest();

        var refusal = await Attempt.Do("Appointments", async () =>
        {
            if (Request.Kept(HoldCookie) is { } before && before != chosen.AppointmentId && Guid.TryParse(before, out _))
                await booking.ReleaseHoldAsync(new() { Id = before }, cancellationToken: ct);
            await booking.HoldSlotAsync(Book(chosen), cancellationToken: ct);
        });
        if (refusal is null)
        {
            Response.Keep(HoldCookie, chosen.AppointmentId);
            return Redirect($"/book/confirm?id={chosen.AppointmentId}&{Query.ToQueryString(PatientId)}");
        }

        Wrong = refusal.Sentence;
        await Load(ct);
        return Page();
    }

    private BookAppointmentRequest Book(ChosenSlot chosen) => new()
    {
        Id = chosen.AppointmentId,
        PatientId = PatientId,
        PractitionerId = chosen.PractitionerId,
        LocationId = chosen.LocationId,
        VisitTypeId = Query.VisitType,
        Start = chosen.Start,
    };

    private async Task Load(CancellationToken ct)
    {
        var types = Panel.Load("Appointments", () => practice.VisitTypes(ct));
        var places = Panel.Load("Appointments", () => practice.Locations(ct));
        var who = Panel.Load("People", () => practice.Practitioners(ct));
        var patient = Query.Patient is { Length: > 0 } ? names.Load([PatientId], ct) : Task.FromResult(false);
        VisitTypes = (await types).Value ?? [];
        Locations = (await places).Value ?? [];
        Practitioners = (await who).Value ?? [];
        var isNobody = await patient && (Patient is not { } known || !IsPatient(known));
        if (isNobody && Staff)
            (Query.Patient, Wrong) = (null, "This patient is not known here. Search for the patient again.");
        else if (isNobody)
            Wrong = "You do not act for this person, or no more. Book for yourself, or ask the practice.";

        Trouble ??= (await types).Trouble ?? (await places).Trouble ?? (await who).Trouble;
        names.Add(Practitioners);
        this.SayWhomFor(PatientId, names);

        var zone = (Locations.FirstOrDefault(l => l.Id == Query.Location) ?? (Locations.Count > 0 ? Locations[0] : null))?.Zone ?? "UTC";
        Today = clock.Today(zone);
        Day = LocalTimes.ParseDay(Query.Day) is { } asked && asked > Today ? asked : Today;
        Query.VisitType ??= VisitTypes.Count > 0 ? VisitTypes[0].Id : null;
        if (Query.VisitType is not null && PatientId.Length > 0 && !isNobody)
            await LoadTimes(ct);
    }

    private static bool IsPatient(Person person) => person.Roles.Count == 0 || person.Roles.Contains(Roles.Patient);

    private async Task LoadTimes(CancellationToken ct)
    {
        Panel<FindSlotsReply>? panel = null;
        var refusal = await Attempt.Do("Appointments", async () => panel = await Panel.Load("Appointments", async () => await slots.FindSlotsAsync(
            new()
            {
                VisitTypeId = Query.VisitType,
                LocationId = Query.Location ?? "",
                PractitionerId = Query.Practitioner ?? "",
                Speciality = Query.Speciality ?? "",
                FirstDay = Day.Iso(),
                Days = 14,
                Limit = MostTimes + 1,
            },
            cancellationToken: ct)));
        Wrong ??= refusal?.Sentence;
        Trouble ??= panel?.Trouble;
        CutOff = panel?.Value?.Slots.Count > MostTimes;
        Times = panel?.Value is { } found ? SlotsByDay.From(found.Slots.Take(MostTimes), names, Locations) : null;
    }
}

/// <summary>What is looked for, as it stands in the address: ids and a day, never a name.</summary>
public sealed class FindTimeQuery
{
    [FromQuery(Name = "patient")]
    public string? Patient { get; set; }

    [FromQuery(Name = "type")]
    public string? VisitType { get; set; }

    [FromQuery(Name = "practitioner")]
    public string? Practitioner { get; set; }

    [FromQuery(Name = "speciality")]
    public string? Speciality { get; set; }

    [FromQuery(Name = "location")]
    public string? Location { get; set; }

    [FromQuery(Name = "day")]
    public string? Day { get; set; }

    public string ToQueryString(string? patient = null, string? day = null) => string.Join('&', new (string Key, string? Value)[]
    {
        ("patient", patient ?? Patient), ("type", VisitType), ("practitioner", Practitioner), ("speciality", Speciality), ("location", Location), ("day", day ?? Day),
    }.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value!)}"));
}
