using Microsoft.EntityFrameworkCore;

namespace PracticeAspire.Records.People;

/// <summary>
/// Whose record a patient's record turned out to be, as the newest event says. Nothing that is kept about the record is written anew for it:
/// who looks asks here, so that when a merge is undone everything is where it was.
/// </summary>
internal sealed class MergedPatient
{
    public required Guid Id { get; init; }

    /// <summary>Null when the merge was undone.</summary>
    public required Guid? SurvivorId { get; init; }

    public required long Version { get; init; }

    /// <summary>Merges and their undoings may come in any order; the newest version of a record says what holds.</summary>
    public static Task KeepAsync(RecordsDb db, IEnumerable<MergedPatient> news, CancellationToken ct)
    {
        var newest = news.GroupBy(n => n.Id).Select(g => g.MaxBy(n => n.Version)!).ToList();
        var (ids, survivors, versions) = (newest.Select(n => n.Id).ToArray(), newest.Select(n => n.SurvivorId).ToArray(), newest.Select(n => n.Version).ToArray());
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO merged_patient (id, survivor_id, version) SELECT * FROM unnest({ids}, {survivors}, {versions})
            ON CONFLICT (id) DO UPDATE SET survivor_id = excluded.survivor_id, version = excluded.version
            WHERE merged_patient.version < excluded.version
            """, ct);
    }
}
