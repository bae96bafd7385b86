using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Entries;
using PracticeAspire.Records.Ledger;

namespace PracticeAspire.Records.FhirImport;

/// <summary>
/// Brings what a bundle says of one patient into their record, all of it or nothing: what is new is added, what says something else than last time
/// becomes a new version, and what somebody changed here is left as they left it.
/// </summary>
internal sealed class TakeOver(RecordsDb db, PatientRecords records, IClock clock)
{
    /// <param name="act">Saved with it: that this was imported, by whom.</param>
    public async Task<TakenOver> TakeAsync(
        Guid patient, IReadOnlyList<Whole> wholes, Audited act, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        using var record = await records.ForWritingAsync(patient, ct);
        var known = await KnownOrigins.LoadAsync(db, record, [.. wholes.SelectMany(w => w.Findings.Prepend(w.Resource))], ct);
        var taken = new TakenOver();
        foreach (var whole in wholes)
        {
            if (await TryTakeAsync(record, known, whole.Resource, taken, ct))
                taken.Gather(whole.Parts);
        }

        await GiveWayAsync(record, known, taken, ct);
        foreach (var whole in wholes)
            await TakePartsLeftAsync(record, known, whole, taken, ct);

        if (taken.Changed)
            record.Close();
        db.Audit(act.With(Facts.Version, record.Version).With("created", taken.Of(Became.Created)).With("updated", taken.Of(Became.Updated)).With("unchanged", taken.Of(Became.Unchanged)));
        await db.SaveOrRefuse(ct);
        await transaction.CommitAsync(ct);
        return taken;
    }

    /// <returns>Whether its parts stand in it now: not when it was refused, nor when its source takes it back.</returns>
    private async Task<bool> TryTakeAsync(OpenRecord record, KnownOrigins known, ImportedResource resource, TakenOver taken, CancellationToken ct)
    {
        try
        {
            taken.Add(resource.From, await TakeAsync(record, known, resource, ct));
            return !resource.EnteredInError;
        }
        catch (RuleBroken refusal)
        {
            taken.Refuse(resource.From, refusal.Message);
            return false;
        }
    }

    /// <summary>What was imported without its report before would be there twice. It goes only if the report can be read in its place.</summary>
    private async Task GiveWayAsync(OpenRecord record, KnownOrigins known, TakenOver taken, CancellationToken ct)
    {
        foreach (var alone in taken.Gathered.OfType<ImportedResource>().Select(known.Find).OfType<Entry>().Where(e => e is { AuthorId: null, RetractedAt: null }))
        {
            await record.ChangeAsync(alone, () => alone.Retract(null, "It stands in the report it belongs to.", clock.GetCurrentInstant(), record.Keys), ct);
            taken.Changed = true;
        }
    }

    /// <summary>The parts of what was not taken: none of them is there because of it, and none that is there goes because of it.</summary>
    private async Task TakePartsLeftAsync(OpenRecord record, KnownOrigins known, Whole whole, TakenOver taken, CancellationToken ct)
    {
        foreach (var part in whole.Findings.Where(p => !taken.IsSettled(p)))
        {
            // Its source takes it back wherever it stands.
            if (part.EnteredInError && known.Find(part) is not null)
                await TryTakeAsync(record, known, part, taken, ct);
            else
                taken.Refuse(part.From, $"It belongs to {whole.Resource.From}, which {(whole.Resource.EnteredInError ? "its source says was entered in error" : "was refused")}.");
        }
    }

    private async Task<Became> TakeAsync(OpenRecord record, KnownOrigins known, ImportedResource given, CancellationToken ct)
    {
        var (now, content) = (clock.GetCurrentInstant(), ContentLimits.Check(given.Content, "resource"));
        if (given.Date is { } date && date.At > now + Duration.FromDays(1))
            throw new RuleBroken("in-the-future", "It tells of what has not happened yet. A record is of what has.");

        if (known.Find(given) is not { } entry)
        {
            if (given.EnteredInError)
                throw new RuleBroken("entered-in-error", "Its source says that it was entered in error, and it was never here.");
            known.RequireNotInReport(given);
            record.Add(Entry.Write(Guid.CreateVersion7(), record.Patient, null, given.Date?.At ?? now, now, content, sign: false, record.Keys, known.OriginOf(given)));
            return Became.Created;
        }

        if (entry.AuthorId is not null || entry.RetractedAt is not null)
            return await LeaveAsync(record, entry, given, ct);
        if (given.EnteredInError)
        {
            await record.ChangeAsync(entry, () => entry.Retract(null, "Its source says that it was entered in error.", now, record.Keys), ct);
            return Became.Updated;
        }

        var at = given.Date?.At ?? entry.HappenedAt;
        if (entry.Says(content, at, record.Keys))
            return Became.Unchanged;
        if (Entry.KindOf(content) != entry.Kind)
            throw new RuleBroken("kind-changed", "It is here as something else than it is now. Mark that entry as a mistake, and import this under another id.");
        await record.ChangeAsync(entry, () => entry.Amend(null, at, content, "", sign: false, now, record.Keys), ct);
        return Became.Updated;
    }

    /// <summary>Somebody here knows better, unless its source has news.</summary>
    private async Task<Became> LeaveAsync(OpenRecord record, Entry entry, ImportedResource given, CancellationToken ct)
    {
        if (given.EnteredInError && entry.RetractedAt is not null)
            return Became.Unchanged;

        var imported = entry.AuthorId is null
            ? entry
            : await db.Entries.FromSql($"SELECT * FROM entry_history WHERE id = {entry.Id} AND author_id IS NULL ORDER BY version DESC LIMIT 1").AsNoTracking().SingleAsync(ct);
        return imported.Says(given.Content, given.Date?.At ?? imported.HappenedAt, record.Keys)
            ? Became.Unchanged
            : throw new RuleBroken("changed-here", "It was changed or marked as a mistake here, and says something else now than when it was imported. Look at both, and amend the entry by hand.");
    }
}
