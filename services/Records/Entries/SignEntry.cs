using Grpc.Core;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Entries;

internal sealed partial class EntriesService
{
    public override async Task<Contracts.Entry> SignEntry(SignEntryRequest request, ServerCallContext context)
    {
        var (id, patient, caller, ct) = (request.EntryId.ToId("entry_id"), request.PatientId.ToId("patient_id"), context.Caller(), context.CancellationToken);
        var standing = await standings.RequireWriterAsync(caller, patient, ct);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (record, entry) = await HoldAsync(standing, id, request.Version, ct);
        using (record)
        {
            await record.ChangeAsync(entry, () => entry.Sign(caller.PersonId, clock.GetCurrentInstant(), record.Keys), ct);
            var reply = await SaveAsync(context, "record.signed", standing, record, entry);
            await transaction.CommitAsync(ct);
            return reply;
        }
    }
}
