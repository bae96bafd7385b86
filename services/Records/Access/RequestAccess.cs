using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Ledger;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Access;

internal sealed partial class RecordAccessService
{
    public override async Task<Contracts.AccessRequest> RequestAccess(RequestAccessRequest request, ServerCallContext context)
    {
        var (id, patient, caller, ct) = (request.Id.ToId("id"), request.PatientId.ToId("patient_id"), context.Caller(), context.CancellationToken);
        var (reason, until) = (ReasonOf(request.Reason), request.WantedUntil.ToInstant("wanted_until"));
        await RequireKnownAsync(patient, ct);
        return await OnceAsync(id, patient, request, async () =>
        {
            var standing = await standings.OfAsync(caller, patient, ct);
            if (standing.Basis is not null && !(standing.Most < Sensitivity.Restricted && request.RestrictedToo))
                throw new RuleBroken("may-see-it-already", "This record is open to you already.");
            if (standing.IsThemselves)
                throw new RuleBroken("yourself", "This is your own record: nobody has to be asked.");

            using var ring = await records.KeysHeldAsync(standing.Patient, ct);
            var now = clock.GetCurrentInstant();
            var asked = AccessRequest.Ask(id, standing.Patient, caller.PersonId, reason, request.RestrictedToo, until, now, ring);
            db.Add(asked);
            db.Publish(new AccessRequested(id, asked.Version, standing.Patient, caller.PersonId, now.ToDateTimeOffset()));
            db.Audit(context.OnRecord("access.requested", standing, null).With("request", id));
            await db.SaveOrRefuse(ct);
            return ToReply(asked, ring);
        }, async () => await ReplyAsync(await db.AccessRequests.SingleOrDefaultAsync(r => r.Id == id && r.RequesterId == caller.PersonId, ct) ?? throw new NotFound(), ct), ct);
    }
}
