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

        // Of a record that was merged there may be two, each asked for before.
        var waiting = await db.AccessRequests.AsNoTracking()
            .Where(r => standing.Records.Contains(r.PatientId) && r.RequesterId == caller.PersonId && r.Status == AccessRequest.Asked)
            .OrderByDescending(r => r.AskedAt).ThenByDescending(r => r.Id).Take(1).ToListAsync(ct);
        return new Contracts.Standing
        {
            Basis = standing.Basis ?? "",
            Until = standing.Until?.ToTimestamp(),
            MayAsk = waiting.Count == 0 && caller.May(Permissions.RequestRecords) && standing.LeavesSomethingToAskFor && await IsKnownAsync(standing.Patient, ct),
            Waiting = (await ShowAsync(waiting, context)).FirstOrDefault(),
            MayBreakGlass = standing.Basis is null && caller.May(Permissions.BreakGlass),
            IsOwner = standing.IsOwner,
            KeptOut = standing.IsKeptOut,
        };
    }
}
