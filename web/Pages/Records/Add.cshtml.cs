using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Mvc;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>What is not a note is written here, in a form of its kind; and corrected.</summary>
internal sealed class AddModel(EntriesClient entries, ChartsClient charts, WhoseRecord whose, Names names) : RecordPageModel(whose, names)
{
    [BindProperty(SupportsGet = true, Name = "kind")]
    public string KindName { get; set; } = "";

    /// <summary>The entry that is corrected; none: a new one.</summary>
    [BindProperty(SupportsGet = true, Name = "entryId")]
    public string? EntryId { get; set; }

    [BindProperty]
    public EntryInput Input { get; set; } = new();

    public static IReadOnlyList<(string Name, string Text)> Offered { get; } =
        [("vitals", "Vitals"), ("problem", "Problem"), ("allergy", "Allergy"), ("medication", "Medication"), ("immunization", "Immunization"), ("procedure", "Procedure")];

    public Kind Kind { get; private set; }

    public bool IsNew => string.IsNullOrEmpty(EntryId);

    /// <summary>It is signed: a correction needs a reason.</summary>
    public bool WasSigned { get; private set; }

    public IReadOnlyList<(string Field, string Typed, string Now)> Differences { get; private set; } = [];

    public string Action => Href("add", $"&kind={KindName}{(IsNew ? "" : $"&entryId={EntryId}")}");

    private IReadOnlyList<FieldProblem> Problems { get; set; } = [];

    public FieldProblem? ProblemWith(string field) => Problems.FirstOrDefault(p => p.Field == field);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!KnowsKind())
            return NotFound();
        if (!Whose.MaySee && Whose.Trouble is null)
            return Redirect(Href("chart"));

        Input = EntryInput.New(Whose);
        (Input.System, Input.Status) = (CodeSystems.UsualFor(Kind), EntryForm.StatusesOf(Kind) is [var usual, ..] ? usual : null);
        if (!IsNew && await Current(ct) is { } now)
        {
            if (now.Kind != Kind || now.RetractedBecause.Length > 0)
                return Redirect(Href("entry", $"&entryId={EntryId}"));
            Input = EntryInput.Of(now, Whose.Zone);
            Input.System ??= CodeSystems.UsualFor(Kind);
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!KnowsKind())
            return NotFound();

        var was = IsNew ? null : await Current(ct);
        if (!IsNew && was is null)
            return Page();

        var form = new EntryForm(Kind, Input, was?.Content);
        var content = form.Read();
        var (at, wrong) = LocalTimes.Read(Input.Day, Input.Time, Whose.Zone);
        Problems = form.Problems;
        if (wrong is not null || Problems.Count > 0)
            Refusal = new(RefusalKind.Rule, wrong ?? $"Nothing was saved yet. {Words.Count(Problems.Count, "field needs", "fields need")} another look.");
        else if (await Write(() => IsNew ? Add(content, at!, ct) : Amend(content, at!, ct)))
            return IsNew ? DoneAndTo("added", "chart") : DoneAndTo("amended", "entry", $"&entryId={EntryId}");
        if (WasSavedBefore && IsNew)
            was = await Saved(ct);
        if ((WasSavedBefore || Refusal is { Kind: RefusalKind.Stale }) && was is not null)
            Compare(content, was);
        return Page();
    }

    private async Task Add(Content content, Timestamp at, CancellationToken ct) => await entries.AddEntryAsync(
        new() { Id = Input.RequestId, PatientId = PatientId, HappenedAt = at, Content = content }, cancellationToken: ct);

    private async Task Amend(Content content, Timestamp at, CancellationToken ct) => await entries.AmendEntryAsync(
        new() { RequestId = Input.RequestId, PatientId = PatientId, EntryId = EntryId, Version = Input.Version, HappenedAt = at, Content = content, Reason = Input.Why?.Trim() ?? "" }, cancellationToken: ct);

    // An entry goes by the id of the request that made it.
    private async Task<Entry?> Saved(CancellationToken ct)
    {
        EntryId = Input.RequestId;
        var saved = await Current(ct);
        EntryId = saved is null ? "" : EntryId;
        return saved;
    }

    private async Task<Entry?> Current(CancellationToken ct)
    {
        var now = (await Read(async () => await charts.GetEntryAsync(new() { PatientId = PatientId, EntryId = EntryId }, cancellationToken: ct)))?.Entry;
        WasSigned = now?.SignedAt is not null;
        return now;
    }

    /// <summary>Both versions side by side; saving again is then a decision about the one that is there now.</summary>
    private void Compare(Content typed, Entry now)
    {
        var (mine, theirs) = (Lines(typed), Lines(now.Content));
        Differences = [.. mine.Keys.Union(theirs.Keys).Select(k => (k, mine.GetValueOrDefault(k, ""), theirs.GetValueOrDefault(k, ""))).Where(d => d.Item2 != d.Item3)];
        (Input.Version, Input.RequestId) = (now.Version, Guid.CreateVersion7().ToString());
        ModelState.Clear();
        if (Differences.Count > 0)
            Refusal = null;
    }

    private static Dictionary<string, string> Lines(Content content)
    {
        var named = EntryWords.Measured(content).Select(m => (MeasurementWords.Name(m), MeasurementWords.Value(m))).Concat(EntryWords.Facts(content))
            .Prepend(("What", content.Vitals is null ? EntryWords.Title(new Entry { Content = content }) : ""));
        return named.GroupBy(n => n.Item1).ToDictionary(n => n.Key, n => string.Join("; ", n.Select(x => x.Item2)));
    }

    private bool KnowsKind()
    {
        Kind = Offered.Any(o => o.Name == KindName) ? EntryWords.Kinds.First(k => k.Name == KindName).Kind : Kind.Any;
        return Kind != Kind.Any;
    }
}
