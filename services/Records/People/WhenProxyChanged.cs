using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Records.People;

internal sealed class WhenProxyChanged(RecordsDb db) : ISubscriber<ProxyChanged>
{
    private const string Scope = "records";

    public Task Handle(IReadOnlyList<Received<ProxyChanged>> events, CancellationToken ct)
    {
        var newest = events.Select(e => e.Event).GroupBy(e => e.ProxyGrantId).Select(g => g.MaxBy(e => e.Version)!).ToList();
        var (ids, patients, proxies) = (newest.Select(e => e.ProxyGrantId).ToArray(), newest.Select(e => e.PatientId).ToArray(), newest.Select(e => e.ProxyId).ToArray());
        var (versions, ends) = (newest.Select(e => e.Version).ToArray(), newest.Select(e => e.Scopes.Contains(Scope) ? e.EndsAt : e.OccurredAt).ToArray());
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO proxy (id, patient_id, proxy_id, version, ends_at) SELECT * FROM unnest({ids}, {patients}, {proxies}, {versions}, {ends})
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, ends_at = excluded.ends_at WHERE proxy.version < excluded.version
            """, ct);
    }
}
