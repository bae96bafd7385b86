using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Notifications.Notices;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Notifications.Patients;

internal sealed class WhenProxyChanged(NotificationsDb db) : ISubscriber<ProxyChanged>
{
    public async Task Handle(IReadOnlyList<Received<ProxyChanged>> events, CancellationToken ct)
    {
        var newest = events.Select(e => e.Event).GroupBy(e => e.ProxyGrantId).Select(g => g.MaxBy(e => e.Version)!).ToList();
        var (ids, patients, proxies) = (newest.Select(e => e.ProxyGrantId).ToArray(), newest.Select(e => e.PatientId).ToArray(), newest.Select(e => e.ProxyId).ToArray());
        var (versions, ends) = (newest.Select(e => e.Version).ToArray(), newest.Select(e => e.EndsAt).ToArray());
        var scopes = newest.Select(e => string.Join(' ', e.Scopes)).ToArray();
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO proxy (id, patient_id, proxy_id, version, ends_at, scopes)
            SELECT id, patient, person, version, ends, string_to_array(scopes, ' ')
            FROM unnest({ids}, {patients}, {proxies}, {versions}, {ends}, {scopes}) AS newest (id, patient, person, version, ends, scopes)
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, ends_at = excluded.ends_at, scopes = excluded.scopes
            WHERE proxy.version < excluded.version
            """, ct);

        // What they are shown, and how much of it is unread, goes by who acts for whom.
        await db.Database.ExecuteSqlAsync($"SELECT pg_notify({Bell.Channel}, proxy::text) FROM unnest({proxies.Distinct().ToArray()}) AS proxy", ct);
    }
}
