using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Proxies;

internal sealed partial class ProxiesService
{
    public override async Task<Contracts.Proxy> EndProxy(EndProxyRequest request, ServerCallContext context)
    {
        var (id, caller, ct) = (request.Id.ToId("id"), context.Caller(), context.CancellationToken);
        var proxy = await db.Set<Proxy>().SingleOrDefaultAsync(p => p.Id == id, ct);
        if (proxy is null)
            throw new NotFound();
        var people = await PeopleAsync([proxy.PatientId, proxy.ProxyId], ct);
        if (!caller.May(Permissions.RegisterPatients) && caller.PersonId != people[proxy.PatientId].Id && caller.PersonId != people[proxy.ProxyId].Id)
            throw new NotFound();
        if (proxy.Version != request.Version)
            throw new Stale(proxy.Version);

        var now = clock.GetCurrentInstant();
        proxy.End(now);
        db.Publish(proxy.ToEvent(now));
        db.Audit(context.Audited("proxy.ended", proxy.PatientId).With("proxy", proxy.ProxyId));
        await db.SaveOrRefuse(ct);
        return ToReply(proxy, people, caller);
    }
}
