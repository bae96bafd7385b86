using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Access;

internal sealed partial class RecordAccessService
{
    private const int Most = 200;

    public override async Task<ListRequestsReply> ListRequests(ListRequestsRequest request, ServerCallContext context)
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        IQueryable<AccessRequest> which = db.AccessRequests.AsNoTracking();
        if (request.PatientId.ToIdOrNone("patient_id") is { } patient)
        {
            var owner = await standings.RequireOwnerAsync(caller, patient, ct);
            which = which.Where(r => owner.Records.Contains(r.PatientId));
        }
        else
        {
            which = which.Where(r => r.RequesterId == caller.PersonId);
        }

        var requests = await which.OrderByDescending(r => r.AskedAt).Take(Most).ToListAsync(ct);
        return new ListRequestsReply { Requests = { await ShowAsync(requests, context) } };
    }
}
