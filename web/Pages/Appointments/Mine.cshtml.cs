using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.Appointments;

/// <summary>A patient's own appointments: what comes, then what was.</summary>
internal sealed class MineModel(CalendarClient calendar, Names names, IClock clock) : PageModel
{
    public IReadOnlyList<Appointment> Coming { get; private set; } = [];

    public IReadOnlyList<Appointment> Before { get; private set; } = [];

    public string? Trouble { get; private set; }

    public string NameOf(string id) => names.Of(id, "your practitioner");

    public async Task OnGetAsync(CancellationToken ct)
    {
        var panel = await Panel.Load("Appointments", async () => await calendar.ListForPatientAsync(
            new() { PatientId = HttpContext.Caller().PersonId.ToString(), Limit = 100 }, cancellationToken: ct));
        Trouble = panel.Trouble;
        var all = panel.Value?.Appointments.Where(a => a.Status != AppointmentStatus.Held).ToList() ?? [];
        await names.Load(all.Select(a => a.PractitionerId), ct);
        var now = clock.GetCurrentInstant().ToDateTimeOffset();
        Coming = [.. all.Where(a => a.Status == AppointmentStatus.Booked && a.End.ToDateTimeOffset() > now).OrderBy(a => a.Start)];
        Before = [.. all.Except(Coming).OrderByDescending(a => a.Start)];
    }
}
