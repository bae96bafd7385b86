using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Entries;

namespace PracticeAspire.Records.Erasure;

/// <summary>What is tidied up of records whose keys are destroyed, in one transaction with the line in the ledger and the word to others.</summary>
internal static class Forgetting
{
    /// <summary>Holds the records, also those in which nothing was written yet, so that whoever writes, asks or opens in an emergency comes before or after.</summary>
    public static async Task<List<RecordHead>> HoldAsync(RecordsDb db, Guid[] records, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO record_head (patient_id, version, sealed) SELECT id, 0, ''::bytea FROM unnest({records}) AS id ORDER BY id ON CONFLICT DO NOTHING", ct);
        return await db.RecordHeads.FromSql($"SELECT * FROM record_head WHERE patient_id = ANY ({records}) ORDER BY patient_id FOR UPDATE").AsNoTracking().ToListAsync(ct);
    }

    /// <summary>Emergencies stay, without their reasons: somebody still looks at them, and they still count.</summary>
    /// <returns>How many entries there were.</returns>
    public static async Task<int> ForgetAsync(RecordsDb db, Guid patient, IReadOnlyList<RecordHead> heads, Audited act, Instant now, CancellationToken ct)
    {
        var records = heads.Select(h => h.PatientId).ToArray();
        var entries = await db.Entries.CountAsync(e => records.Contains(e.PatientId), ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM attachment_segment WHERE entry_id IN (SELECT id FROM entry WHERE patient_id = ANY ({records}));
            DELETE FROM entry_history WHERE patient_id = ANY ({records});
            DELETE FROM entry WHERE patient_id = ANY ({records});
            DELETE FROM access_request WHERE patient_id = ANY ({records});
            DELETE FROM kept_out WHERE patient_id = ANY ({records})
            """, ct);
        db.Audit(act.With("entries", entries).With("heads", heads.Count));
        db.Publish(new RecordErased(patient, heads.Select(h => h.Version).DefaultIfEmpty(0).Max() + 1, now.ToDateTimeOffset()));
        await db.SaveOrRefuse(ct);
        return entries;
    }
}
