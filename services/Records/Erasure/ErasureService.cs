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
        var heads = await Forgetting.HoldAsync(db, standing.Records, ct);
        var now = clock.GetCurrentInstant();
        await tombstones.AddAsync(standing.Records, standing.Patient, $"{context.Caller().PersonId}", now.ToDateTimeOffset(), ct);

        // From here on nothing opens any more, also in every backup of this database; what follows tidies up.
        await tombstones.DestroyAsync(standing.Records, ct);
        var entries = await Forgetting.ForgetAsync(db, standing.Patient, heads, context.Audited("record.erased", standing.Patient).With("reason", reason), now, ct);
        await transaction.CommitAsync(ct);
        return new EraseRecordReply { Entries = entries };
    }

    private static string ReasonOf(string code) => code is "patient-asked" or "retention-over" or "court-order"
        ? code
        : throw new Malformed("reason", "The reason must be one of patient-asked, retention-over, court-order.");
}
