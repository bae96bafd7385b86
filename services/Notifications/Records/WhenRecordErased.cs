using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Notifications.Notices;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Notifications.Records;

/// <summary>
/// Who asked to see a record that is gone, and who opened it, is gone too: from everyone's notices, from the mail that waits and from the ledger
/// of deliveries. What was done with the record stands in the ledger of records.
/// </summary>
internal sealed class WhenRecordErased(NotificationsDb db) : ISubscriber<RecordErased>
{
    public async Task Handle(IReadOnlyList<Received<RecordErased>> events, CancellationToken ct)
    {
        await db.WaitForTellingAsync(ct);
        foreach (var erased in events.Select(e => e.Event))
            await RemoveAsync(erased.PatientId, erased.OccurredAt.ToUniversalTime(), ct);
    }

    private async Task RemoveAsync(Guid patient, DateTimeOffset at, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO erased_record (patient_id, at) VALUES ({patient}, {at})
            ON CONFLICT (patient_id) DO UPDATE SET at = greatest(erased_record.at, excluded.at)
            """, ct);
        var records = db.MergedPatients.Where(m => m.SurvivorId == patient).Select(m => m.Id);
        var news = await db.RecordNews.Where(n => (n.PatientId == patient || records.Contains(n.PatientId)) && n.OccurredAt <= at).Select(n => n.EventId).ToListAsync(ct);
        var told = await db.Notices.Where(n => news.Contains(n.EventId)).Select(n => n.PersonId).Distinct().ToArrayAsync(ct);

        await db.ReviewersToTell.Where(r => news.Contains(r.EventId)).ExecuteDeleteAsync(ct);
        await db.Deliveries.Where(d => news.Contains(d.EventId)).ExecuteDeleteAsync(ct);
        await db.Notices.Where(n => news.Contains(n.EventId)).ExecuteDeleteAsync(ct);
        await db.RecordNews.Where(n => news.Contains(n.EventId)).ExecuteDeleteAsync(ct);
        await db.Database.ExecuteSqlAsync($"SELECT pg_notify({Bell.Channel}, person::text) FROM unnest({told}) AS person", ct);
    }
}
