using Microsoft.AspNetCore.Mvc;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>One entry with what it said before: signed here, amended, or marked as a mistake.</summary>
internal sealed class EntryModel(ChartsClient charts, EntriesClient entries, WhoseRecord whose, Names names) : RecordPageModel(whose, names)
{
    [BindProperty(SupportsGet = true, Name = "entryId")]
    public string EntryId { get; set; } = "";

    /// <summary>The version they had before their eyes.</summary>
    [BindProperty]
    public long Version { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public EntryWithHistory? Found { get; private set; }

    public bool MayWrite => Found is { MayWrite: true, Entry.RetractedBecause: "" } && HttpContext.Caller().May(Permissions.WriteRecords);

    /// <summary>The picture or PDF that it is; null when it is something else.</summary>
    public Document? Document => Found?.Entry.Content.Document;

    /// <summary>In an emergency files are looked at here, not taken along.</summary>
    public bool MayTakeAlong => Found?.Basis != "break-glass";

    public bool MaySign => MayWrite && Found!.Entry is { Kind: Kind.Note, SignedAt: null } entry && entry.AuthorId == HttpContext.Caller().PersonId.ToString();

    /// <summary>Where it is changed; null for what came from elsewhere and is only shown.</summary>
    public string? ChangeHref => Found!.Entry.Kind switch
    {
        Kind.Note => Href("note", $"&entryId={EntryId}"),
        var kind when AddModel.Offered.FirstOrDefault(o => o.Name == EntryWords.Kinds.First(k => k.Kind == kind).Name).Name is { } name => Href("add", $"&kind={name}&entryId={EntryId}"),
        _ => null,
    };

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (EntryId.Length == 0)
            return NotFound();
        if (!Whose.MaySee && Whose.Trouble is null)
            return Redirect(Href("chart"));
        await Load(ct);
        return Page();
    }

    public Task<IActionResult> OnPostSignAsync(CancellationToken ct) => Change("note-signed", async () => await entries.SignEntryAsync(
        new() { PatientId = PatientId, EntryId = EntryId, Version = Version }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostRetractAsync(CancellationToken ct) => Change("retracted", async () => await entries.RetractEntryAsync(
        new() { PatientId = PatientId, EntryId = EntryId, Version = Version, Reason = Reason?.Trim() ?? "" }, cancellationToken: ct), ct);

    private async Task<IActionResult> Change(string done, Func<Task> write, CancellationToken ct)
    {
        if (await Write(write))
            return DoneAndTo(done, "entry", $"&entryId={EntryId}");

        if (Refusal is { Kind: RefusalKind.Stale } stale)
            Refusal = stale with { Sentence = "It changed meanwhile, and nothing was done. Look at it as it is now, then decide again." };
        await Load(ct);
        return Page();
    }

    private async Task Load(CancellationToken ct)
    {
        Found = await Read(async () => await charts.GetEntryAsync(new() { PatientId = PatientId, EntryId = EntryId }, cancellationToken: ct));
        if (Found is not null)
            await Names.Load(Found.Before.Append(Found.Entry).SelectMany(e => new[] { e.AuthorId, e.SignedBy }), ct);
    }
}
