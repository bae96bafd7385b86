using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Mvc;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>A note: begun, written on while it is not signed, amended once it is. Nothing typed is lost, whatever happened meanwhile.</summary>
internal sealed class NoteModel(EntriesClient entries, ChartsClient charts, NoteDrafts drafts, WhoseRecord whose, Names names) : RecordPageModel(whose, names)
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

    /// <summary>What the writer's other windows hold that is not put together with this.</summary>
    public IReadOnlyList<Draft> Beside { get; private set; } = [];

    /// <summary>When that which is shown was kept, if it was not saved then.</summary>
    public Timestamp? RestoredFrom { get; private set; }

    public bool IsNew => string.IsNullOrEmpty(EntryId);

    public string Action => Href("note", IsNew ? "" : $"&entryId={EntryId}");

    public string Handler(string name) => Href("note", $"{(IsNew ? "" : $"&entryId={EntryId}")}&handler={name}");

    public string HintOf(string? section) =>
        Templates.FirstOrDefault(t => t.Name == Input.Template)?.Sections.FirstOrDefault(s => s.Title == section)?.Hint ?? "";

    /// <summary>What others have for a section that is not what was typed, and where: a note as it is now, another window.</summary>
    public IReadOnlyList<(string Where, string Text)> TheirsOf(SectionInput section)
    {
        var mine = (section.Text ?? "").ReplaceLineEndings("\n").TrimEnd();
        var now = Meanwhile?.Content.Note is { } note && TextOf(note, section) is var text && text != mine ? [("as it is now", text)] : Array.Empty<(string, string)>();
        return [.. now, .. Beside.Select(b => (WhereOf(b), TextOf(b.Content.Note, section))).Where(t => t.Item2.Length > 0 && t.Item2 != mine)];
    }

    public string WhereOf(Draft other) => $"in another window, {LocalTimes.Moment(other.SavedAt, Whose.Zone)}";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!Whose.MaySee)
            return Whose.Trouble is null ? Redirect(Href("chart")) : Page();

        await LoadTemplates(ct);
        var draft = Whose.Standing.Basis is "treating" or "break-glass" ? await drafts.FindAsync(PatientId, EntryId, ct) : null;
        var found = IsNew ? null : await Read(async () => await charts.GetEntryAsync(new() { PatientId = PatientId, EntryId = EntryId }, cancellationToken: ct));
        if (found is { Entry.Content.Note: null } || (found is { Entry.RetractedBecause.Length: > 0 } && draft is null))
            return Redirect(Href("entry", $"&entryId={EntryId}"));

        if (draft is not null && (IsNew || found is not null))
            await Restore(draft, found?.Entry, ct);
        else if (found is not null)
            Input = NoteInput.Of(found.Entry, Whose.Zone);
        else if (IsNew && (TemplateOf(Template) ?? (Templates.Count > 0 ? Templates[0] : null)) is { } first)
            Input = NoteInput.Of(first, Whose);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var (at, wrong) = LocalTimes.Read(Input.Day, Input.Time, Whose.Zone);
        if (wrong is not null)
        {
            Refusal = new(RefusalKind.Rule, wrong);
        }
        else if (await Write(() => IsNew ? Add(at!, ct) : Amend(at!, ct)))
        {
            await drafts.DiscardAsync(PatientId, EntryId, Input, ct);
            return DoneAndTo(Sign ? "note-signed" : Input.WasSigned ? "amended" : "note-saved", "chart");
        }

        await LoadTemplates(ct);
        if (WasSavedBefore)
            await LoadSaved(ct);
        if (Refusal?.Kind is RefusalKind.Rule or RefusalKind.Stale or RefusalKind.Malformed)
            await Keep(at, ct);
        if (Refusal is { Kind: RefusalKind.Stale })
            await LoadMeanwhile(ct);
        return Page();
    }

    /// <summary>Asked by the script while somebody types.</summary>
    public async Task<IActionResult> OnPostDraftAsync(CancellationToken ct)
    {
        var before = Input.RequestId;
        var (kept, refusal) = await drafts.KeepAsync(PatientId, EntryId, Input, LocalTimes.Read(Input.Day, Input.Time, Whose.Zone).Time, ct);
        if (kept is null)
            return StatusCode(refusal is { Kind: RefusalKind.Unavailable } ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status422UnprocessableEntity, new { refusal?.Sentence });

        var at = kept.SavedAt.In(Whose.Zone).ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        return new JsonResult(new { at, kept.Etag, kept.Meanwhile, Input.RequestId, Saved = Input.RequestId != before });
    }

    public async Task<IActionResult> OnPostDiscardAsync(CancellationToken ct) => await drafts.DiscardAsync(PatientId, EntryId, Input, ct)
        ? DoneAndTo("draft-discarded", "chart")
        : StatusCode(StatusCodes.Status503ServiceUnavailable);

    private async Task Restore(Draft draft, Entry? changed, CancellationToken ct)
    {
        Input = NoteInput.Of(draft, changed, Whose.Zone);
        (RestoredFrom, Beside) = (draft.SavedAt, [.. draft.Beside.Where(b => b.Content?.Note is not null)]);
        if (Input.Day is null)
        {
            var now = NoteInput.Of(new Template(), Whose);
            (Input.Day, Input.Time) = (now.Day, now.Time);
        }

        if (IsNew && TemplateOf(Template) is { } chosen && chosen.Name != Input.Template)
            Input.Under(chosen, TemplateOf(Input.Template));
        if (changed is not null && (changed.Version > draft.BasedOn || changed.RetractedBecause.Length > 0))
            await ShowBeside(changed, ct);
        ShowAllParts();
    }

    /// <summary>What was refused is kept too, for whoever leaves now; and what other windows wrote is shown beside it.</summary>
    private async Task Keep(Timestamp? at, CancellationToken ct)
    {
        if ((await drafts.KeepAsync(PatientId, EntryId, Input, at, ct)).Kept is not { } kept)
            return;
        (Input.DraftEtag, Beside) = (kept.Etag, [.. kept.Beside.Where(b => b.Content?.Note is not null)]);
        ShowAllParts();
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

    // A note goes by the id of the request that made it.
    private async Task LoadSaved(CancellationToken ct)
    {
        var entry = EntryId;
        EntryId = IsNew ? Input.RequestId : EntryId;
        await LoadMeanwhile(ct);
        if (Meanwhile is null)
            EntryId = entry;
    }

    private async Task LoadMeanwhile(CancellationToken ct)
    {
        if ((await Read(async () => await charts.GetEntryAsync(new() { PatientId = PatientId, EntryId = EntryId }, cancellationToken: ct)))?.Entry is not { Content.Note: not null } now)
            return;

        // The refusal is told by both versions side by side.
        Refusal = null;
        await ShowBeside(now, ct);
        ShowAllParts();
    }

    /// <summary>Shows what someone else has saved beside what was typed. Saving again is then a decision between the two, and about that version.</summary>
    private async Task ShowBeside(Entry now, CancellationToken ct)
    {
        Meanwhile = now;
        (Input.Version, Input.WasSigned, Input.RequestId) = (now.Version, now.SignedAt is not null, Guid.CreateVersion7().ToString());
        await Names.Load([now.AuthorId, now.SignedBy], ct);
    }

    /// <summary>Also those parts that only others have.</summary>
    private void ShowAllParts()
    {
        var titles = Beside.Select(b => b.Content.Note).Prepend(Meanwhile?.Content.Note).SelectMany(n => n?.Sections.Where(s => s.Text.Length > 0).Select(s => s.Title) ?? []);
        Input.Sections.AddRange(titles.Distinct().Where(t => Input.Sections.All(i => i.Title != t)).Select(t => new SectionInput { Title = t }));
    }

    private Template? TemplateOf(string? name) => Templates.FirstOrDefault(t => t.Name == name);

    private static string TextOf(Note note, SectionInput section) => note.Sections.FirstOrDefault(s => s.Title == section.Title)?.Text ?? "";
}
