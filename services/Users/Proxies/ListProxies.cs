using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Proxies;

internal sealed partial class ProxiesService
{
    public override Task<ListProxiesReply> ListProxies(ListProxiesRequest request, ServerCallContext context)
    {
        var (patient, caller) = (request.PatientId.ToId("patient_id"), context.Caller());
        return caller.May(Permissions.ReadDirectory) || caller.PersonId == patient
            ? ReplyAsync(db.Set<Proxy>().Where(p => p.PatientId == patient || db.People.Any(x => x.Id == p.PatientId && x.MergedInto == patient)), p => p.Proxy_.DisplayName, caller, context.CancellationToken)
            : throw new NotFound();
    }

    public override Task<ListProxiesReply> ListRepresented(ListRepresentedRequest request, ServerCallContext context)
    {
        var asking = context.Caller();
        var caller = asking.PersonId;
        return ReplyAsync(db.Set<Proxy>().Where(p => p.ProxyId == caller && db.People.Any(x => x.Id == p.PatientId && (x.Active || x.MergedInto != null))), p => p.Patient.DisplayName, asking, context.CancellationToken);
    }
}
