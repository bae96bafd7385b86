using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.Appointments;

/// <summary>A patient's own appointments, or those of someone they act for: what comes, then what was.</summary>
internal sealed class MineModel(CalendarClient calendar, ProxiesClient proxies, Names names, IClock clock) : PageModel
{
    /// <summary>Whose; the caller's own without one.</summary>
    [BindProperty(SupportsGet = true, Name = "patient")]
    public string? For { get; set; }

    public IReadOnlyList<Person> Represented { get; private set; } = [];

    /// <summary>What links to other pages about the same person carry.</summary>
    public string Carry => For is null ? "" : $"?patient={For}";

    public IReadOnlyList<Appointment> Coming { get; private set; } = [];

    public IReadOnlyList<Appointment> Before { get; private set; } = [];

    public string? Trouble { get; private set; }

    public string NameOf(string id) => names.Of(id, "your practitioner");

    public async Task OnGetAsync(CancellationToken ct)
    {
        var me = HttpContext.Caller().PersonId.ToString();
        For = For == me ? null : For;
        var represented = Panel.Load("People", async () => await proxies.ListRepresentedAsync(new(), cancellationToken: ct));
        var panel = await Panel.Load("Appointments", async () => await calendar.ListForPatientAsync(
            new() { PatientId = For ?? me, Limit = 100 }, cancellationToken: ct));
        Trouble = panel.Trouble;
        Represented = [.. (await represented).Value?.Proxies.Where(p => p.Scopes.Contains(ProxyWords.Appointments)).Select(p => p.Patient) ?? []];
        names.Add(Represented);
        this.SayWhomFor(For ?? me, names);
        var all = panel.Value?.Appointments.Where(a => a.Status != AppointmentStatus.Held).ToList() ?? [];
        await names.Load(all.Select(a => a.PractitionerId), ct);
        var now = clock.GetCurrentInstant().ToDateTimeOffset();
        Coming = [.. all.Where(a => a.Status == AppointmentStatus.Booked && a.End.ToDateTimeOffset() > now).OrderBy(a => a.Start)];
        Before = [.. all.Except(Coming).OrderByDescending(a => a.Start)];
    }
}
