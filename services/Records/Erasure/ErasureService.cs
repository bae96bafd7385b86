using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Access;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Erasure;

/// <summary>Erases records for good; see the contract.</summary>
internal sealed class ErasureService(RecordsDb db, Tombstones tombstones, Standings standings, IClock clock) : Contracts.Erasure.ErasureBase
{
    public override async Task<EraseRecordReply> EraseRecord(EraseRecordRequest request, ServerCallContext context)
    {
        var (patient, ct) = (request.PatientId.ToId("patient_id"), context.CancellationToken);
        var reason = ReasonOf(request.Reason);
        var standing = await standings.OfAsync(context.Caller(), patient, ct);
        if (standing.Patient.ToString() != request.Confirmation)
            throw new RuleBroken("not-confirmed", "Repeat the patient's id to confirm. What is erased cannot be brought back.");

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var heads = await db.RecordHeads.FromSql($"SELECT * FROM record_head WHERE patient_id = ANY ({standing.Records}) FOR UPDATE").AsNoTracking().ToListAsync(ct);
        var entries = await db.Entries.CountAsync(e => standing.Records.Contains(e.PatientId), ct);
        var now = clock.GetCurrentInstant();
        foreach (var record in standing.Records)
            await tombstones.AddAsync(record, now.ToDateTimeOffset(), ct);

        // From here on nothing opens any more, also in every backup of this database; what follows tidies up.
        await tombstones.DestroyAsync(standing.Records, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM attachment_segment WHERE entry_id IN (SELECT id FROM entry WHERE patient_id = ANY ({standing.Records}));
            DELETE FROM entry_history WHERE patient_id = ANY ({standing.Records});
            DELETE FROM entry WHERE patient_id = ANY ({standing.Records});
            DELETE FROM access_request WHERE patient_id = ANY ({standing.Records});
            DELETE FROM glass_break WHERE patient_id = ANY ({standing.Records});
            DELETE FROM kept_out WHERE patient_id = ANY ({standing.Records})
            """, ct);
        db.Audit(context.Audited("record.erased", standing.Patient).With("entries", entries).With("heads", heads.Count).With("reason", reason));
        db.Publish(new RecordErased(standing.Patient, heads.Select(h => h.Version).DefaultIfEmpty(0).Max() + 1, now.ToDateTimeOffset()));
        await db.SaveOrRefuse(ct);
        await transaction.CommitAsync(ct);
        return new EraseRecordReply { Entries = entries };
    }

    private static string ReasonOf(string code) => code is "patient-asked" or "retention-over" or "court-order"
        ? code
        : throw new Malformed("reason", "The reason must be one of patient-asked, retention-over, court-order.");
}
