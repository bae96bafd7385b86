using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Records.People;

internal sealed class WhenPatientRegistered(RecordsDb db) : ISubscriber<PatientRegistered>
{
    public async Task Handle(IReadOnlyList<Received<PatientRegistered>> events, CancellationToken ct)
    {
        var newest = events.Select(e => e.Event).GroupBy(e => e.PatientId).Select(g => g.MaxBy(e => e.Version)!).ToList();
        var ids = newest.Select(e => e.PatientId).ToArray();
        var versions = newest.Select(e => e.Version).ToArray();
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO patient (id, version) SELECT * FROM unnest({ids}, {versions})
            ON CONFLICT (id) DO UPDATE SET version = greatest(patient.version, excluded.version)
            """, ct);
    }
}
