using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Access;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Records.Entries;

/// <summary>What is written into records; see the contract.</summary>
internal sealed partial class EntriesService(RecordsDb db, PatientRecords records, Standings standings, IClock clock) : Contracts.Entries.EntriesBase
{
    /// <summary>An entry as the writer may see and change it; its record is held until the transaction ends.</summary>
    private async Task<(OpenRecord Record, Entry Entry)> HoldAsync(Standing standing, Guid id, long version, CancellationToken ct)
    {
        var patient = await db.Entries.Where(e => e.Id == id && standing.Records.Contains(e.PatientId)).Select(e => e.PatientId).SingleOrDefaultAsync(ct);
        if (patient == Guid.Empty)
            throw new NotFound();

        var record = await records.ForWritingAsync(patient, ct);
        var entry = await db.Entries.SingleAsync(e => e.Id == id, ct);
        if (!standing.MaySee(record.Read(entry).Content, entry.AuthorId))
            throw new NotFound();
        return entry.Version == version ? (record, entry) : throw new Stale(entry.Version);
    }

    private Task<Contracts.Entry> SaveAsync(ServerCallContext context, string action, Standing standing, OpenRecord record, Entry entry) =>
        db.SaveEntryAsync(context, action, standing, record, entry, clock.GetCurrentInstant());
}

internal static class EntryReplies
{
    public static Contracts.Entry ToReply(this Entry entry, Kept kept) => new()
    {
        Id = entry.Id.ToString(),
        PatientId = entry.PatientId.ToString(),
        Kind = Enum.Parse<Kind>(entry.Kind, ignoreCase: true),
        Version = entry.Version,
        HappenedAt = entry.HappenedAt.ToTimestamp(),
        RecordedAt = entry.RecordedAt.ToTimestamp(),
        AuthorId = entry.AuthorId?.ToString() ?? "",
        SignedAt = entry.SignedAt?.ToTimestamp(),
        SignedBy = entry.SignedBy?.ToString() ?? "",
        RetractedBecause = kept.RetractedBecause,
        AmendedBecause = kept.AmendedBecause,
        Content = kept.Content,
    };
}
