using Microsoft.AspNetCore.Mvc;
using NodaTime;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>Who opened the record, for its owner. What one person reads in one go is one line, as one would tell it.</summary>
internal sealed class LedgerModel(LedgerClient ledger, WhoseRecord whose, Names names, IClock clock) : RecordPageModel(whose, names)
{
    private static readonly TimeSpan InOneGo = TimeSpan.FromMinutes(15);

    [BindProperty(SupportsGet = true, Name = "after")]
    public string? After { get; set; }

    public IReadOnlyList<IGrouping<LocalDate, LedgerLine>> Days { get; private set; } = [];

    public string Next { get; private set; } = "";

    public LedgerWords Words => new(id => id == HttpContext.Caller().PersonId.ToString() ? "You" : Guid.TryParse(id, out _) ? NameAndWorkOf(id) : id is "" or "nobody" ? "somebody" : "The system");

    protected override bool OwnersOnly => true;

    public async Task OnGetAsync(CancellationToken ct)
    {
        if (Whose.Trouble is not null)
            return;

        var page = await Read(async () => await ledger.ListAccessesAsync(new() { PatientId = PatientId, PageToken = After ?? "" }, cancellationToken: ct));
        Next = page?.NextPageToken ?? "";
        var accesses = page?.Accesses ?? [];
        Days = [.. LedgerLine.Of(accesses, InOneGo, Whose.Zone).GroupBy(l => l.First.At.In(Whose.Zone).Date)];
        await Names.Load(accesses.SelectMany(a => new[] { a.ActorId, a.Details.GetValueOrDefault("requester", ""), a.Details.GetValueOrDefault("person", "") }).Where(id => Guid.TryParse(id, out _)), ct);
    }

    /// <summary>The whole list, whatever page of it is shown.</summary>
    public async Task<IActionResult> OnPostProofAsync(CancellationToken ct)
    {
        using var call = ledger.GetProof(new() { PatientId = PatientId }, cancellationToken: ct);

        // The first part decides whether there is a file or a refusal.
        var any = false;
        if (!await Write(async () => any = await call.ResponseStream.MoveNext(ct)))
        {
            await OnGetAsync(ct);
            return Page();
        }

        Response.ContentType = "application/x-ndjson";
        Response.Headers.ContentDisposition = $"attachment; filename=\"who-opened-the-record-{clock.GetCurrentInstant().InUtc().Date.Iso()}.jsonl\"";
        for (; any; any = await call.ResponseStream.MoveNext(ct))
            await Response.Body.WriteAsync(call.ResponseStream.Current.Lines.Memory, ct);
        return new EmptyResult();
    }
}

/// <summary>One access, or several reads of one person that follow each other.</summary>
/// <param name="First">The newest of them.</param>
internal sealed record LedgerLine(RecordedAccess First, IReadOnlyList<RecordedAccess> All)
{
    public IEnumerable<string> Parts => All.Reverse().Select(LedgerWords.Part).Where(p => p.Length > 0).Distinct();

    public static IEnumerable<LedgerLine> Of(IEnumerable<RecordedAccess> newestFirst, TimeSpan inOneGo, string zone)
    {
        var together = new List<RecordedAccess>();
        foreach (var access in newestFirst)
        {
            if (together.Count > 0 && !Belong(together[^1], access))
            {
                yield return new(together[0], together);
                together = [];
            }

            together.Add(access);
        }

        if (together.Count > 0)
            yield return new(together[0], together);

        bool Belong(RecordedAccess newer, RecordedAccess older) =>
            (newer.Action, newer.ActorId, newer.Basis, newer.Outcome) == (older.Action, older.ActorId, older.Basis, older.Outcome) && newer.Action is "record.read"
            && newer.At.ToDateTimeOffset() - older.At.ToDateTimeOffset() <= inOneGo && newer.At.In(zone).Date == older.At.In(zone).Date;
    }
}
