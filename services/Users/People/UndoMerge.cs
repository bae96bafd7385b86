using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    public override async Task<UndoMergeReply> UndoMerge(UndoMergeRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var id = request.MergedId.ToId("merged_id");
        return await db.Once(request.RequestId.ToId("request_id"), request, async () =>
        {
            var merged = await db.People.SingleOrDefaultAsync(p => p.Id == id, ct) ?? throw new NotFound();
            if (merged.MergedInto is not { } into)
                throw new RuleBroken("not-merged", "This record stands by itself: the merge was undone already.");
            merged.RequireVersion(request.MergedVersion);

            var now = clock.GetCurrentInstant();
            var merge = await db.Merges.SingleAsync(m => m.MergedId == id && m.UndoneAt == null, ct);
            var survivor = await db.People.SingleAsync(p => p.Id == into, ct);
            survivor.GiveBack(merged, merge);
            merge.Undo(now, context.Caller().PersonId);

            survivor.Announce(db, now);
            merged.Announce(db, now);
            db.Publish(new PatientsUnmerged(survivor.Id, merged.Id, merged.Version, now.ToDateTimeOffset()));
            db.Audit(context.Audited("patient.unmerged", survivor.Id).With("merged", merged.Id));
            await db.SaveOrRefuse(ct);
            return new UndoMergeReply { Survivor = survivor.ToReply(), Restored = merged.ToReply() };
        }, ct);
    }
}
