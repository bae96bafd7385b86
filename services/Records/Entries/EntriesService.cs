using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Access;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Ledger;

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
        try
        {
            var entry = await db.Entries.SingleAsync(e => e.Id == id, ct);
            if (!standing.MaySee(record.Read(entry).Content, entry.AuthorId))
                throw new NotFound { About = patient };
            if (!standing.MayChange(entry.AuthorId))
                throw new NotAllowed("In an emergency you read and add. What others wrote is changed by who treats the patient.") { About = patient };
            return entry.Version == version ? (record, entry) : throw new Stale(entry.Version);
        }
        catch
        {
            record.Dispose();
            throw;
        }
    }

    /// <summary>Carries out once what is asked; who repeats it reads the entry as it is now.</summary>
    /// <param name="patient">As the caller named them, so that a merge between two tries changes nothing.</param>
    private async Task<Contracts.Entry> OnceAsync(
        ServerCallContext context, Standing standing, Guid patient, Guid requestId, IMessage request, Guid entry, Func<Task<Contracts.Entry>> work)
    {
        byte[] fingerprint;
        using (var ring = await records.KeysAsync(patient, context.CancellationToken))
            fingerprint = ring.Fingerprint(request);
        return await db.OncePrivately(requestId, fingerprint, work, () => ReadAgainAsync(context, standing, entry), context.CancellationToken);
    }

    private async Task<Contracts.Entry> ReadAgainAsync(ServerCallContext context, Standing standing, Guid id)
    {
        var ct = context.CancellationToken;
        var entry = await db.Entries.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id && standing.Records.Contains(e.PatientId), ct) ?? throw new NotFound();
        using var record = await records.ForReadingAsync(entry.PatientId, ct) ?? throw new NotFound();
        var kept = record.Read(entry);
        if (!standing.MaySee(kept.Content, entry.AuthorId))
            throw new NotFound { About = entry.PatientId };

        db.Audit(context.GetHttpContext().Read(standing, record, $"entry {id}", shown: 1));
        await db.SaveChangesAsync(ct);
        return entry.ToReply(kept);
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
