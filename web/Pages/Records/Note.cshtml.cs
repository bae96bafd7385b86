using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Mvc;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>A note: begun, written on while it is not signed, amended once it is. Nothing typed is lost, whatever happened meanwhile.</summary>
internal sealed class NoteModel(EntriesClient entries, ChartsClient charts, WhoseRecord whose, Names names) : RecordPageModel(whose, names)
{
    /// <summary>The note that is changed; none: a new one.</summary>
    [BindProperty(SupportsGet = true, Name = "entryId")]
    public string? EntryId { get; set; }

    /// <summary>What a new one begins with.</summary>
    [BindProperty(SupportsGet = true, Name = "template")]
    public string? Template { get; set; }

    [BindProperty]
    public NoteInput Input { get; set; } = new();

    [BindProperty(Name = "sign")]
    public bool Sign { get; set; }

    public IReadOnlyList<Template> Templates { get; private set; } = [];

    /// <summary>As someone else has left it meanwhile.</summary>
    public Entry? Meanwhile { get; private set; }

    public bool IsNew => string.IsNullOrEmpty(EntryId);

    public string Action => Href("note", IsNew ? "" : $"&entryId={EntryId}");

    public string HintOf(string? section) =>
        Templates.FirstOrDefault(t => t.Name == Input.Template)?.Sections.FirstOrDefault(s => s.Title == section)?.Hint ?? "";

    /// <summary>What a section says now that somebody else changed the note; null where that is what was typed.</summary>
    public string? TheirsOf(SectionInput section)
    {
        var theirs = Meanwhile?.Content.Note?.Sections.FirstOrDefault(s => s.Title == section.Title)?.Text ?? "";
        return Meanwhile is null || theirs == (section.Text ?? "").ReplaceLineEndings("\n").TrimEnd() ? null : theirs;
    }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!Whose.MaySee)
            return Whose.Trouble is null ? Redirect(Href("chart")) : Page();

        await LoadTemplates(ct);
        if (!IsNew)
        {
            var found = await Read(async () => await charts.GetEntryAsync(new() { PatientId = PatientId, EntryId = EntryId }, cancellationToken: ct));
            if (found is { Entry.Content.Note: null } or { Entry.RetractedBecause.Length: > 0 })
                return Redirect(Href("entry", $"&entryId={EntryId}"));
            if (found is not null)
                Input = NoteInput.Of(found.Entry, Whose.Zone);
        }
        else if (Templates.FirstOrDefault(t => t.Name == Template) is { } chosen)
        {
            Input = NoteInput.Of(chosen, Whose);
        }
        else if (Templates.Count > 0)
        {
            Input = NoteInput.Of(Templates[0], Whose);
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var (at, wrong) = LocalTimes.Read(Input.Day, Input.Time, Whose.Zone);
        if (wrong is not null)
            Refusal = new(RefusalKind.Rule, wrong);
        else if (await Write(() => IsNew ? Add(at!, ct) : Amend(at!, ct)))
            return DoneAndTo(Sign ? "note-signed" : Input.WasSigned ? "amended" : "note-saved", "chart");

        await LoadTemplates(ct);
        if (Refusal is { Kind: RefusalKind.Stale })
            await LoadMeanwhile(ct);
        return Page();
    }

    private async Task Add(Timestamp at, CancellationToken ct) => await entries.AddEntryAsync(
        new() { Id = Input.RequestId, PatientId = PatientId, HappenedAt = at, Content = Input.ToContent(), Sign = Sign }, cancellationToken: ct);

    private async Task Amend(Timestamp at, CancellationToken ct) => await entries.AmendEntryAsync(
        new()
        {
            RequestId = Input.RequestId,
            PatientId = PatientId,
            EntryId = EntryId,
            Version = Input.Version,
            HappenedAt = at,
            Content = Input.ToContent(),
            Reason = Input.Reason?.Trim() ?? "",
            Sign = Sign,
        },
        cancellationToken: ct);

    private async Task LoadTemplates(CancellationToken ct) =>
        Templates = (await Read(async () => await entries.ListTemplatesAsync(new(), cancellationToken: ct)))?.Templates ?? [];

    /// <summary>Shows what someone else has saved beside what was typed. Saving again is then a decision between the two, and about that version.</summary>
    private async Task LoadMeanwhile(CancellationToken ct)
    {
        Meanwhile = (await Read(async () => await charts.GetEntryAsync(new() { PatientId = PatientId, EntryId = EntryId }, cancellationToken: ct)))?.Entry;
        if (Meanwhile?.Content.Note is not { } theirs)
            return;

        // The refusal is told by both versions side by side.
        Refusal = null;
        (Input.Version, Input.WasSigned, Input.RequestId) = (Meanwhile.Version, Meanwhile.SignedAt is not null, Guid.CreateVersion7().ToString());
        ModelState.Clear();
        Input.Sections.AddRange(theirs.Sections.Where(s => Input.Sections.All(i => i.Title != s.Title)).Select(s => new SectionInput { Title = s.Title }));
        await Names.Load([Meanwhile.AuthorId], ct);
    }
}
