using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Access;

internal sealed partial class RecordAccessService
{
    public override async Task<Contracts.Standing> GetStanding(GetStandingRequest request, ServerCallContext context)
    {
        var (patient, caller, ct) = (request.PatientId.ToId("patient_id"), context.Caller(), context.CancellationToken);
        var standing = await standings.OfAsync(caller, patient, ct);
        var waiting = await db.AccessRequests.AsNoTracking()
            .SingleOrDefaultAsync(r => standing.Records.Contains(r.PatientId) && r.RequesterId == caller.PersonId && r.Status == AccessRequest.Asked, ct);
        return new Contracts.Standing
        {
            Basis = standing.Basis ?? "",
            Until = standing.Until?.ToTimestamp(),
            MayAsk = waiting is null && caller.May(Permissions.RequestRecords) && standing.LeavesSomethingToAskFor && await IsKnownAsync(standing.Patient, ct),
            Waiting = waiting is null ? null : await ReplyAsync(waiting, ct),
            MayBreakGlass = standing.Basis is null && caller.May(Permissions.BreakGlass),
            IsOwner = standing.IsOwner,
            KeptOut = standing.IsKeptOut,
        };
    }
}
