using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Proxies;

internal sealed partial class ProxiesService
{
    public override async Task<Contracts.Proxy> AppointProxy(AppointProxyRequest request, ServerCallContext context)
    {
        var (requestId, ct) = (request.RequestId.ToId("request_id"), context.CancellationToken);
        var (patientId, proxyId) = (request.PatientId.ToId("patient_id"), request.ProxyId.ToId("proxy_id"));
        var (relationship, scopes, endsOn) = (RelationshipOf(request), ScopesOf(request), EndOf(request));

        return await db.Once(requestId, request, async () =>
        {
            var now = clock.GetCurrentInstant();
            var patient = await db.People.SingleOrDefaultAsync(p => p.Id == patientId, ct) ?? throw new NotFound();
            var person = await db.People.SingleOrDefaultAsync(p => p.Id == proxyId, ct) ?? throw new NotFound();
            if (!patient.IsPatient)
                throw new RuleBroken("not-patients", "Only patients are acted for.");
            if (!patient.Active || !person.Active)
                throw new RuleBroken("person-inactive", "One of the two is no longer with the practice. Look for the person again.");

            var proxy = Proxy.Appoint(patientId, proxyId, relationship, scopes, endsOn, context.Caller().PersonId, now);
            await EndThoseThatRanOutAsync(patientId, proxyId, now, ct);
            db.Add(proxy);
            db.Publish(proxy.ToEvent(now));
            db.Audit(context.Audited("proxy.appointed", patientId).With("proxy", proxyId).With("relationship", relationship).With("scopes", string.Join(' ', scopes)).With("ends_on", request.EndsOn));
            await db.SaveOrRefuse(ct);
            return ToReply(proxy, new() { [patientId] = patient, [proxyId] = person }, context.Caller());
        }, ct);
    }

    // The database lets one stand at a time, and cannot see that a day is over.
    private async Task EndThoseThatRanOutAsync(Guid patient, Guid proxy, Instant now, CancellationToken ct)
    {
        foreach (var standing in await db.Set<Proxy>().Where(p => p.PatientId == patient && p.ProxyId == proxy && p.EndedAt == null).ToListAsync(ct))
        {
            if (standing.IsOverAt(now))
                await db.Set<Proxy>().Where(p => p.Id == standing.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.EndedAt, now), ct);
        }
    }

    private static string RelationshipOf(AppointProxyRequest request) => Proxy.Relationships.Contains(request.Relationship)
        ? request.Relationship
        : throw new Malformed("relationship", $"The relationship must be one of {string.Join(", ", Proxy.Relationships)}.");

    private static string[] ScopesOf(AppointProxyRequest request) => request.Scopes.Count > 0 && request.Scopes.All(Proxy.KnownScopes.Contains)
        ? [.. Proxy.KnownScopes.Intersect(request.Scopes)]
        : throw new Malformed("scopes", $"Say what for: {string.Join(", ", Proxy.KnownScopes)}.");

    private static LocalDate? EndOf(AppointProxyRequest request) =>
        request.EndsOn.Length == 0 ? null
        : LocalDatePattern.Iso.Parse(request.EndsOn) is { Success: true, Value: var day } ? day
        : throw new Malformed("ends_on", "Give the last day as a day such as 2027-04-23.");
}
