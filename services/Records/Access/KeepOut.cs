using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Ledger;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Access;

internal sealed partial class RecordAccessService
{
    public override async Task<Contracts.KeptOut> KeepOut(KeepOutRequest request, ServerCallContext context)
    {
        var (patient, person, caller, ct) = (request.PatientId.ToId("patient_id"), request.PersonId.ToId("person_id"), context.Caller(), context.CancellationToken);
        var owner = await standings.RequireOwnerAsync(caller, patient, ct);
        if (person == owner.Patient || person == caller.PersonId)
            throw new RuleBroken("yourself", "Nobody is kept out of their own record.");

        var kept = new KeptOut { PatientId = owner.Patient, PersonId = person, Since = clock.GetCurrentInstant() };
        db.Add(kept);
        foreach (var open in await db.AccessRequests.Where(r => owner.Records.Contains(r.PatientId) && r.RequesterId == person && r.Status == AccessRequest.Approved).ToListAsync(ct))
        {
            if (open.IsOpenAt(kept.Since))
                End(open, caller.PersonId);
        }

        db.Audit(context.OnRecord("access.kept-out", owner, null).With("person", person));
        await db.SaveOrRefuse(ct);
        return ToReply(kept);
    }

    public override async Task<Contracts.KeptOut> LetInAgain(LetInAgainRequest request, ServerCallContext context)
    {
        var (patient, person, ct) = (request.PatientId.ToId("patient_id"), request.PersonId.ToId("person_id"), context.CancellationToken);
        var owner = await standings.RequireOwnerAsync(context.Caller(), patient, ct);
        var kept = await db.KeptOut.Where(k => owner.Records.Contains(k.PatientId) && k.PersonId == person).ToListAsync(ct);
        if (kept.Count == 0)
            throw new NotFound();

        db.RemoveRange(kept);
        db.Audit(context.OnRecord("access.let-in", owner, null).With("person", person));
        await db.SaveOrRefuse(ct);
        return ToReply(kept[0]);
    }

    public override async Task<ListKeptOutReply> ListKeptOut(ListKeptOutRequest request, ServerCallContext context)
    {
        var (patient, ct) = (request.PatientId.ToId("patient_id"), context.CancellationToken);
        var owner = await standings.RequireOwnerAsync(context.Caller(), patient, ct);
        var kept = await db.KeptOut.AsNoTracking().Where(k => owner.Records.Contains(k.PatientId)).OrderBy(k => k.Since).ToListAsync(ct);
        return new ListKeptOutReply { KeptOut = { kept.Select(ToReply) } };
    }
}
