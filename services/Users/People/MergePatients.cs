using Grpc.Core;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    public override async Task<MergePatientsReply> MergePatients(MergePatientsRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var (survivor, merged) = (request.SurvivorId.ToId("survivor_id"), request.MergedId.ToId("merged_id"));
        return await db.Once(request.RequestId.ToId("request_id"), request, async () =>
        {
            var two = await TwoRecordsAsync(survivor, merged, ct);
            two.Survivor.RequireVersion(request.SurvivorVersion);
            two.Merged.RequireVersion(request.MergedVersion);
            if (two.Objection is { } objection)
                throw objection;

            var now = clock.GetCurrentInstant();
            db.Merges.Add(two.Survivor.Absorb(two.Merged, context.Caller().PersonId, now));
            two.Survivor.Announce(db, now);
            db.Publish(new PatientsMerged(survivor, merged, two.Merged.Version, now.ToDateTimeOffset()));
            db.Audit(context.Audited("patient.merged", survivor).With("merged", merged));
            await db.SaveOrRefuse(ct);
            return new MergePatientsReply { Survivor = two.Survivor.ToReply(), MergedVersion = two.Merged.Version };
        }, ct);
    }
}
