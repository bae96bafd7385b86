using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.People;

/// <summary>One person: who they are, and their appointments.</summary>
internal sealed class ShowModel(PeopleClient people, CalendarClient calendar, Names names, IClock clock) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public string Id { get; set; } = "";

    /// <summary>registered, sign-in; null when whoever looks comes from elsewhere.</summary>
    public string? Done { get; private set; }

    public Person Person { get; private set; } = new();

    public bool IsPatient => Person.Roles.Count == 0 || Person.Roles.Contains("patient");

    public IReadOnlyList<Appointment> Appointments { get; private set; } = [];

    public string? Trouble { get; private set; }

    public string NameOf(string id) => names.Of(id, "a practitioner");

    public bool Coming(Appointment a) => a.End.ToDateTimeOffset() > clock.GetCurrentInstant().ToDateTimeOffset();

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var asked = Panel.Load("Appointments", async () => await calendar.ListForPatientAsync(new() { PatientId = Id, Limit = 50 }, cancellationToken: ct));
        var found = (await people.GetPeopleAsync(new() { Ids = { Id } }, cancellationToken: ct)).People;
        var panel = await asked;
        if (found.Count == 0)
            return NotFound();

        Done = this.WasDone(Id);
        Person = found[0];
        Trouble = panel.Trouble;
        Appointments = [.. panel.Value?.Appointments.Where(a => a.Status != AppointmentStatus.Held).OrderByDescending(a => a.Start) ?? Enumerable.Empty<Appointment>()];
        await names.Load(Appointments.Select(a => a.PractitionerId), ct);
        return Page();
    }
}
