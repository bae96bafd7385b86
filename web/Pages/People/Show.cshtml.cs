using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.People;

/// <summary>One person: who they are, and their appointments.</summary>
internal sealed class ShowModel(PeopleClient people, PatientsClient patients, ProxiesClient proxies, CalendarClient calendar, Names names, IClock clock, IConfiguration configuration) : PageModel
{
    private static readonly string[] InTheHeading = ["Given names", "Family name", "Birth date", "Administrative gender"];

    [BindProperty(SupportsGet = true, Name = "id")]
    public string Id { get; set; } = "";

    /// <summary>registered, invited, sign-in; null when whoever looks comes from elsewhere.</summary>
    public string? Done { get; private set; }

    public string? Wrong { get; private set; }

    /// <summary>Who else may be the same person.</summary>
    public IReadOnlyList<Duplicate> Duplicates { get; private set; } = [];

    /// <summary>Records that turned out to be this person's.</summary>
    public IReadOnlyList<MergedRecord> Merged { get; private set; } = [];

    /// <summary>Colleagues are invited by those who manage staff, patients also at the desk; nobody where Keycloak has the accounts.</summary>
    public bool MayInvite => !configuration.IsKeycloak() && (HttpContext.Caller().May(Permissions.ManageStaff) || (IsPatient && HttpContext.Caller().May(Permissions.RegisterPatients)));

    public bool MayManageSignIn => HttpContext.Caller().May(Permissions.ManageStaff);

    /// <summary>Who acts for this patient.</summary>
    public IReadOnlyList<Proxy> Proxies { get; private set; } = [];

    public bool MayAppointProxy => HttpContext.Caller().May(Permissions.RegisterPatients);

    public bool MayMerge => HttpContext.Caller().May(Permissions.MergePatients);

    public bool MayCorrect => HttpContext.Caller().May(Permissions.RegisterPatients);

    /// <summary>Whether it opens, or what it takes, the record's own page says.</summary>
    public bool MayAskForRecord => HttpContext.Caller().May(Permissions.ReadRecords) || HttpContext.Caller().May(Permissions.RequestRecords);

    public bool MayExport => HttpContext.Caller().May(Permissions.ExportPeople) || HttpContext.Caller().PersonId.ToString() == Id;

    /// <summary>What is known of a patient besides; empty when it is not to be had.</summary>
    public IReadOnlyList<(string Field, string Text)> Known { get; private set; } = [];

    public string? KnownTrouble { get; private set; }

    /// <summary>Where a colleague works besides.</summary>
    public IReadOnlyList<PlaceOfWork> PlacesOfWork { get; private set; } = [];

    public IReadOnlyList<PatientContact> Contacts { get; private set; } = [];

    /// <summary>For the next undoing from this page: pressing twice undoes once.</summary>
    public string RequestId { get; } = Guid.CreateVersion7().ToString();

    public Person Person { get; private set; } = new();

    public bool IsPatient => Person.Roles.Count == 0 || Person.Roles.Contains("patient");

    public IReadOnlyList<Appointment> Appointments { get; private set; } = [];

    public string? Trouble { get; private set; }

    public string NameOf(string id) => names.Of(id, "a practitioner");

    public bool Coming(Appointment a) => a.End.ToDateTimeOffset() > clock.GetCurrentInstant().ToDateTimeOffset();

    public Task<IActionResult> OnGetAsync(CancellationToken ct) => Load(ct);

    public async Task<IActionResult> OnPostUndoMergeAsync([FromForm] string requestId, [FromForm] string merged, [FromForm] long version, CancellationToken ct)
    {
        var refusal = await Attempt.Do("People", async () => await people.UndoMergeAsync(
            new() { RequestId = requestId, MergedId = merged, MergedVersion = version }, cancellationToken: ct));
        if (refusal is null)
        {
            this.Tell("unmerged", Id);
            return Redirect($"/people/{Id}");
        }

        Wrong = refusal.Sentence;
        return await Load(ct);
    }

    public async Task<IActionResult> OnPostEndProxyAsync([FromForm] string proxy, [FromForm] long version, CancellationToken ct)
    {
        var refusal = await Attempt.Do("People", async () => await proxies.EndProxyAsync(new() { Id = proxy, Version = version }, cancellationToken: ct));
        if (refusal is null)
        {
            this.Tell("proxy-ended", Id);
            return Redirect($"/people/{Id}");
        }

        Wrong = refusal.Sentence;
        return await Load(ct);
    }

    private async Task<IActionResult> Load(CancellationToken ct)
    {
        var asked = Panel.Load("Appointments", async () => await calendar.ListForPatientAsync(new() { PatientId = Id, Limit = 50 }, cancellationToken: ct));
        var found = (await people.GetPeopleAsync(new() { Ids = { Id } }, cancellationToken: ct)).People;
        var panel = await asked;
        if (found.Count == 0)
            return NotFound();
        if (found[0].MergedInto.Length > 0)
            return Redirect($"/people/{found[0].MergedInto}");

        Done = this.WasDone(Id);
        Person = found[0];
        if (IsPatient)
            await Task.WhenAll(LoadOtherRecords(ct), LoadPatient(ct));
        else
            PlacesOfWork = (await Panel.Load("People", async () => await people.ListPlacesOfWorkAsync(new() { PersonId = Id }, cancellationToken: ct))).Value?.Places ?? [];
        Trouble = panel.Trouble;
        Appointments = [.. panel.Value?.Appointments.Where(a => a.Status != AppointmentStatus.Held).OrderByDescending(a => a.Start) ?? Enumerable.Empty<Appointment>()];
        await names.Load(Appointments.Select(a => a.PractitionerId), ct);
        return Page();
    }

    private async Task LoadPatient(CancellationToken ct)
    {
        var details = Panel.Load("People", async () => await patients.GetPatientAsync(new() { Id = Id }, cancellationToken: ct));
        var contacts = Panel.Load("People", async () => await patients.ListPatientContactsAsync(new() { PatientId = Id }, cancellationToken: ct));
        KnownTrouble = (await details).Trouble ?? (await contacts).Trouble;
        Known = (await details).Value is { } known ? [.. PatientWords.Of(known).Where(line => line.Text.Length > 0 && !InTheHeading.Contains(line.Field))] : [];
        Contacts = (await contacts).Value?.Contacts ?? [];
    }

    // The page is about the person; that others look like them is said when it can be known.
    private async Task LoadOtherRecords(CancellationToken ct)
    {
        var duplicates = Panel.Load("People", async () => await people.FindDuplicatesAsync(new() { PersonId = Id }, cancellationToken: ct));
        var merged = Panel.Load("People", async () => await people.ListMergedAsync(new() { SurvivorId = Id }, cancellationToken: ct));
        var acting = Panel.Load("People", async () => await proxies.ListProxiesAsync(new() { PatientId = Id }, cancellationToken: ct));
        Proxies = (await acting).Value?.Proxies ?? [];
        Duplicates = (await duplicates).Value?.Duplicates ?? [];
        Merged = (await merged).Value?.Merged ?? [];
    }
}
