using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Ledger;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Access;

internal sealed partial class RecordAccessService
{
    public override async Task<Contracts.AccessRequest> ApproveRequest(ApproveRequestRequest request, ServerCallContext context)
    {
        var (asked, standing) = await AskedOfAsync(request.Id, context);
        var (now, end, by) = (clock.GetCurrentInstant(), request.EndsAt.ToInstant("ends_at"), context.Caller().PersonId);
        asked.Approve(by, end, request.RestrictedToo, now);
        db.Publish(new AccessGranted(asked.Id, asked.Version, asked.PatientId, asked.RequesterId, by, end.ToDateTimeOffset(), now.ToDateTimeOffset()));
        return await SaveAsync(context, "access.approved", standing, asked);
    }

    public override async Task<Contracts.AccessRequest> DenyRequest(DenyRequestRequest request, ServerCallContext context)
    {
        var (asked, standing) = await AskedOfAsync(request.Id, context);
        var (now, by) = (clock.GetCurrentInstant(), context.Caller().PersonId);
        asked.Deny(by, now);
        db.Publish(new AccessRefused(asked.Id, asked.Version, asked.PatientId, asked.RequesterId, by, now.ToDateTimeOffset()));
        return await SaveAsync(context, "access.denied", standing, asked);
    }

    public override async Task<Contracts.AccessRequest> EndAccess(EndAccessRequest request, ServerCallContext context)
    {
        var (id, caller, ct) = (request.Id.ToId("id"), context.Caller(), context.CancellationToken);
        var open = await db.AccessRequests.SingleOrDefaultAsync(r => r.Id == id, ct) ?? throw new NotFound();
        var standing = open.RequesterId == caller.PersonId
            ? await standings.OfAsync(caller, open.PatientId, ct)
            : await standings.RequireOwnerAsync(caller, open.PatientId, ct);
        End(open, caller.PersonId);
        return await SaveAsync(context, "access.ended", standing, open);
    }

    private void End(AccessRequest open, Guid by)
    {
        var now = clock.GetCurrentInstant();
        open.End(now);
        db.Publish(new AccessRefused(open.Id, open.Version, open.PatientId, open.RequesterId, by, now.ToDateTimeOffset()));
    }

    private async Task<(AccessRequest Asked, Standing Owner)> AskedOfAsync(string id, ServerCallContext context)
    {
        var (requestId, ct) = (id.ToId("id"), context.CancellationToken);
        var asked = await db.AccessRequests.SingleOrDefaultAsync(r => r.Id == requestId, ct) ?? throw new NotFound();
        return (asked, await standings.RequireOwnerAsync(context.Caller(), asked.PatientId, ct));
    }

    private async Task<Contracts.AccessRequest> SaveAsync(ServerCallContext context, string action, Standing standing, AccessRequest request)
    {
        db.Audit(context.OnRecord(action, standing, null).With("request", request.Id).With("requester", request.RequesterId));
        await db.SaveOrRefuse(context.CancellationToken);
        return await ReplyAsync(request, context.CancellationToken);
    }
}
