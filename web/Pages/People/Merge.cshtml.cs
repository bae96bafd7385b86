using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.People;

/// <summary>Two records of one person: first which is the other one, then what would become of them, then it is done.</summary>
internal sealed class MergeModel(PeopleClient people, CalendarClient calendar, Names names) : PageModel
{
    private const int MostCounted = 200;

    [BindProperty(SupportsGet = true, Name = "id")]
    public string Id { get; set; } = "";

    [BindProperty(SupportsGet = true, Name = "with")]
    public string? With { get; set; }

    /// <summary>The person of this page is to stay; otherwise whichever can.</summary>
    [BindProperty(SupportsGet = true, Name = "exactly")]
    public bool Exactly { get; set; }

    [BindProperty]
    public SeenRecords Input { get; set; } = new();

    [BindProperty(Name = "text")]
    public string? Text { get; set; }

    public MergePreview? Preview { get; private set; }

    public IReadOnlyList<(Person Person, string Why)> Others { get; private set; } = [];

    public string OfSurvivor { get; private set; } = "";

    public string OfMerged { get; private set; } = "";

    public string? Trouble { get; private set; }

    public string? Wrong { get; private set; }

    public string Name => names.Of(Id, "Person");

    public async Task OnGetAsync(CancellationToken ct) => await (With is null ? LoadDuplicates(ct) : LoadPreview(ct));

    public async Task OnPostSearchAsync(CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(Text))
        {
            Text = null;
            await LoadDuplicates(ct);
            return;
        }

        await names.Load([Id], ct);
        var found = await Panel.Load("People", async () => await people.FindPatientsAsync(new() { Text = Text.Trim(), Limit = 20 }, cancellationToken: ct));
        Trouble = found.Trouble;
        Others = [.. found.Value?.Patients.Where(p => p.Id != Id).Select(p => (p, "")) ?? []];
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var refusal = await Attempt.Do("People", async () => await people.MergePatientsAsync(Input.ToRequest(), cancellationToken: ct));
        if (refusal is null)
        {
            this.Tell("merged", Input.Survivor);
            return Redirect($"/people/{Input.Survivor}");
        }

        Wrong = refusal.Kind is RefusalKind.Stale
            ? "One of the two records was changed meanwhile, and nothing was merged. Look at them as they are now, then decide again."
            : refusal.Sentence;
        if (refusal.Kind is not RefusalKind.Unavailable)
            (Input, Exactly) = (new(), true);
        await LoadPreview(ct);
        return Page();
    }

    private async Task LoadDuplicates(CancellationToken ct)
    {
        await names.Load([Id], ct);
        var alike = await Panel.Load("People", async () => await people.FindDuplicatesAsync(new() { PersonId = Id }, cancellationToken: ct));
        Trouble = alike.Trouble;
        Others = [.. alike.Value?.Duplicates.Select(d => (d.Person, string.Join(", ", d.Reasons))) ?? []];
    }

    private async Task LoadPreview(CancellationToken ct)
    {
        await names.Load([Id], ct);
        var preview = await Panel.Load("People", async () => await people.PreviewMergeAsync(
            new() { SurvivorId = Id, MergedId = With ?? "", EitherWay = !Exactly }, cancellationToken: ct));
        (Preview, Trouble) = (preview.Value, preview.Trouble);
        if (Preview is not null)
            (OfSurvivor, OfMerged) = (await Appointments(Preview.Survivor, ct), await Appointments(Preview.Merged, ct));
    }

    private async Task<string> Appointments(MergeRecord record, CancellationToken ct)
    {
        var panel = await Panel.Load("Appointments", async () => await calendar.ListForPatientAsync(
            new() { PatientId = record.Person.Id, Limit = MostCounted }, cancellationToken: ct));
        return panel.Value?.Appointments.Count(a => a.Status != AppointmentStatus.Held) switch
        {
            null => "not to be had just now",
            0 => "none",
            MostCounted => $"{MostCounted} or more",
            { } count => $"{count}",
        };
    }
}

/// <summary>Two records as they were shown before someone decided.</summary>
public sealed class SeenRecords
{
    public string RequestId { get; set; } = Guid.CreateVersion7().ToString();

    public string Survivor { get; set; } = "";

    public long SurvivorVersion { get; set; }

    public string Merged { get; set; } = "";

    public long MergedVersion { get; set; }

    internal MergePatientsRequest ToRequest() => new()
    {
        RequestId = RequestId,
        SurvivorId = Survivor,
        SurvivorVersion = SurvivorVersion,
        MergedId = Merged,
        MergedVersion = MergedVersion,
    };
}
