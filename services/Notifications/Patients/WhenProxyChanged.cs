using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Notifications.Notices;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Notifications.Patients;

internal sealed class WhenProxyChanged(NotificationsDb db) : ISubscriber<ProxyChanged>
{
    private const string Scope = "appointments";

    public async Task Handle(IReadOnlyList<Received<ProxyChanged>> events, CancellationToken ct)
    {
        var newest = events.Select(e => e.Event).GroupBy(e => e.ProxyGrantId).Select(g => g.MaxBy(e => e.Version)!).ToList();
        var (ids, patients, proxies) = (newest.Select(e => e.ProxyGrantId).ToArray(), newest.Select(e => e.PatientId).ToArray(), newest.Select(e => e.ProxyId).ToArray());
        var (versions, ends) = (newest.Select(e => e.Version).ToArray(), newest.Select(e => e.Scopes.Contains(Scope) ? e.EndsAt : e.OccurredAt).ToArray());
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO proxy (id, patient_id, proxy_id, version, ends_at) SELECT * FROM unnest({ids}, {patients}, {proxies}, {versions}, {ends})
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, ends_at = excluded.ends_at WHERE proxy.version < excluded.version
            """, ct);

        // What they are shown, and how much of it is unread, goes by who acts for whom.
        await db.Database.ExecuteSqlAsync($"SELECT pg_notify({Bell.Channel}, proxy::text) FROM unnest({proxies.Distinct().ToArray()}) AS proxy", ct);
    }
}
