using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.Appointments;

/// <summary>Another time for the same visit: one of the free ones, or one that staff type.</summary>
internal sealed class RescheduleModel(
    CalendarClient calendar, BookingClient booking, SlotsClient slots, Practice practice, Names names, IClock clock) : PageModel
{
    private const int MostTimes = 120;

    [BindProperty(SupportsGet = true, Name = "id")]
    public string Id { get; set; } = "";

    [BindProperty(SupportsGet = true, Name = "day")]
    public string? DayText { get; set; }

    [BindProperty(SupportsGet = true, Name = "anyone")]
    public bool Anyone { get; set; }

    [BindProperty]
    public SeenAppointment Seen { get; set; } = new();

    [BindProperty]
    public string? Slot { get; set; }

    [BindProperty]
    public string? ExactDay { get; set; }

    [BindProperty]
    public string? ExactTime { get; set; }

    public Appointment Appointment { get; private set; } = new();

    public LocalDate Day { get; private set; }

    public LocalDate Today { get; private set; }

    public IReadOnlyList<SlotsByDay> Times { get; private set; } = [];

    /// <summary>There are more than are shown.</summary>
    public bool CutOff { get; private set; }

    public string? Trouble { get; private set; }

    public Refusal? Refusal { get; private set; }

    public string NameOf(string id) => names.Of(id, "the practitioner");

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        var open = Appointment.Status == AppointmentStatus.Booked && Appointment.End.ToDateTimeOffset() > clock.GetCurrentInstant().ToDateTimeOffset();
        return open ? Page() : Redirect($"/appointments/{Appointment.Id}");
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAppointment(ct);
        var (practitioner, start, wrong) = Chosen();
        Refusal = wrong is not null
            ? new(RefusalKind.Rule, wrong)
            : await Attempt.Do("Appointments", async () => await booking.RescheduleAppointmentAsync(
                new() { RequestId = Seen.RequestId, Id = Id, Version = Seen.Version, PractitionerId = practitioner, Start = start }, cancellationToken: ct));
        if (Refusal is null)
        {
            this.Tell("moved", Id);
            return Redirect($"/appointments/{Id}");
        }

        await Load(ct);
        return Page();
    }

    private (string Practitioner, Timestamp? Start, string? Wrong) Chosen()
    {
        if (ExactTime is { Length: > 0 })
        {
            var (time, wrong) = LocalTimes.Read(ExactDay, ExactTime, Appointment.Zone);
            return ("", time, wrong);
        }

        return ChosenSlot.Parse(Slot) is { } chosen ? (chosen.PractitionerId, chosen.Start, null) : ("", null, "Choose a time first.");
    }

    private async Task LoadAppointment(CancellationToken ct) =>
        Appointment = (await calendar.GetAppointmentAsync(new() { Id = Id }, cancellationToken: ct)).Appointment;

    private async Task Load(CancellationToken ct)
    {
        await LoadAppointment(ct);
        Today = clock.Today(Appointment.Zone);
        Day = LocalTimes.ParseDay(DayText) is { } asked && asked > Today ? asked : LocalDate.Max(Today, Appointment.Start.In(Appointment.Zone).Date);
        var practitioners = Panel.Load("People", () => practice.Practitioners(ct));
        var found = await Panel.Load("Appointments", async () => await slots.FindSlotsAsync(
            new()
            {
                VisitTypeId = Appointment.VisitTypeId,
                LocationId = Appointment.LocationId,
                PractitionerId = Anyone ? "" : Appointment.PractitionerId,
                FirstDay = Day.Iso(),
                Days = 14,
                Limit = MostTimes + 1,
                MovingAppointmentId = Appointment.Id,
            },
            cancellationToken: ct));
        names.Add((await practitioners).Value ?? []);
        await names.Load([Appointment.PatientId], ct);
        this.SayWhomFor(Appointment.PatientId, names);
        Trouble = found.Trouble;
        CutOff = found.Value?.Slots.Count > MostTimes;
        Times = SlotsByDay.From([.. (found.Value?.Slots ?? []).Take(MostTimes).Where(s => !s.Start.Equals(Appointment.Start) || s.PractitionerId != Appointment.PractitionerId)], names, []);
    }
}
