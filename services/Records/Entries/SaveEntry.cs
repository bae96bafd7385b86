using Grpc.Core;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Ledger;

namespace PracticeAspire.Records.Entries;

internal static class SavingEntries
{
    /// <summary>Saves an entry that was written or changed, with its line in the ledger and the news of it.</summary>
    public static async Task<Contracts.Entry> SaveEntryAsync(
        this RecordsDb db, ServerCallContext context, string action, Standing standing, OpenRecord record, Entry entry, Instant now)
    {
        record.Close();
        db.Audit(context.OnRecord(action, standing, record).With(Facts.Entry, entry.Id).With(Facts.What, entry.Kind).With("version", entry.Version));
        db.Publish(new RecordAmended(entry.Id, entry.Version, entry.PatientId, now.ToDateTimeOffset()));
        await db.SaveOrRefuse(context.CancellationToken);
        return entry.ToReply(record.Read(entry));
    }
}
