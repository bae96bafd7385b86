using System.Data;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Crypto;
using PracticeAspire.Records.Keys;

namespace PracticeAspire.Records.Entries;

/// <summary>Opens patients' records. What does not hold together is not opened: a row that is missing, too many or older than it should be.</summary>
internal sealed class PatientRecords(RecordsDb db, PatientKeys keys)
{
    /// <summary>Begins a transaction in which everything read is of one moment, and what the ledger is told is saved when it is committed.</summary>
    public Task<IDbContextTransaction> BeginReadingAsync(CancellationToken ct) =>
        db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);

    /// <returns>Null when nothing was ever written there.</returns>
    public async Task<OpenRecord?> ForReadingAsync(Guid patient, CancellationToken ct)
    {
        var head = await db.RecordHeads.AsNoTracking().SingleOrDefaultAsync(h => h.PatientId == patient, ct);
        await RequireNotPutBackAsync(patient, head?.Version ?? 0, ct);
        if (head is null)
            return null;

        var ring = await keys.ForReadingAsync(patient, ct);
        try
        {
            var entries = head.Read(ring);
            var found = EntrySet.Empty(ring.First.HashKey("entry-set"));
            foreach (var entry in await db.Entries.Where(e => e.PatientId == patient).Select(e => new { e.Id, e.Version }).ToListAsync(ct))
                found.Add(entry.Id, entry.Version);
            return found.Is(entries) ? new OpenRecord(db, ring, head, entries) : throw new Damaged($"the record of {patient} has not the entries it had");
        }
        catch
        {
            ring.Dispose();
            throw;
        }
    }

    /// <summary>Holds the record until the transaction ends; others who write into it, or erase it, wait.</summary>
    public async Task<OpenRecord> ForWritingAsync(Guid patient, CancellationToken ct)
    {
        var head = await HoldAsync(patient, ct);
        await RequireNotPutBackAsync(patient, head.Version, ct);
        var ring = await KeysAsync(patient, head.Version, ct);
        try
        {
            return new OpenRecord(db, ring, head, head.Read(ring));
        }
        catch
        {
            ring.Dispose();
            throw;
        }
    }

    /// <summary>Holds the record for something that is kept beside it, under its keys: a request, a draft.</summary>
    public async Task<KeyRing> KeysHeldAsync(Guid patient, CancellationToken ct) => await KeysAsync(patient, (await HoldAsync(patient, ct)).Version, ct);

    /// <summary>The keys of a record, made when nothing is under them yet.</summary>
    public async Task<KeyRing> KeysAsync(Guid patient, CancellationToken ct) =>
        await KeysAsync(patient, await db.RecordHeads.Where(h => h.PatientId == patient).Select(h => h.Version).SingleOrDefaultAsync(ct), ct);

    // A record that is there has a key; one that were made anew would lie over the one that is missing.
    private async Task<KeyRing> KeysAsync(Guid patient, long version, CancellationToken ct)
    {
        if (version == 0)
            return await keys.ForWritingAsync(patient, ct);
        var ring = await keys.ForReadingAsync(patient, ct);
        return ring.IsEmpty ? throw new Damaged($"there is no key for {patient}") : ring;
    }

    private async Task<RecordHead> HoldAsync(Guid patient, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"INSERT INTO record_head (patient_id, version, sealed) VALUES ({patient}, 0, ''::bytea) ON CONFLICT DO NOTHING", ct);
        return await db.RecordHeads.FromSql($"SELECT * FROM record_head WHERE patient_id = {patient} FOR UPDATE").SingleAsync(ct);
    }

    // The ledger cannot be put back unseen (docs/decisions/0026), so a record that is behind it was.
    private async Task RequireNotPutBackAsync(Guid patient, long version, CancellationToken ct)
    {
        var (subject, known) = (patient.ToString(), Ledger.Facts.Version);
        var seen = await db.Database.SqlQuery<string>(
            $"SELECT details ->> {known} AS \"Value\" FROM audit.entry WHERE subject = {subject} AND details ? {known} ORDER BY position DESC LIMIT 1").ToListAsync(ct);
        if (seen is [var last] && version < long.Parse(last, CultureInfo.InvariantCulture))
            throw new Damaged($"the record of {patient} is at version {version} and was at {last}");
    }
}
