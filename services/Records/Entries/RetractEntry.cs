using Grpc.Core;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Entries;

internal sealed partial class EntriesService
{
    public override async Task<Contracts.Entry> RetractEntry(RetractEntryRequest request, ServerCallContext context)
    {
        var (id, patient, caller, ct) = (request.EntryId.ToId("entry_id"), request.PatientId.ToId("patient_id"), context.Caller(), context.CancellationToken);
        var standing = await standings.RequireWriterAsync(caller, patient, ct);
        var reason = request.Reason.ToText("reason", 500);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (record, entry) = await HoldAsync(standing, id, request.Version, ct);
        using (record)
        {
            await record.ChangeAsync(entry, () => entry.Retract(caller.PersonId, reason, clock.GetCurrentInstant(), record.Keys), ct);
            var reply = await SaveAsync(context, "record.retracted", standing, record, entry);
            await transaction.CommitAsync(ct);
            return reply;
        }
    }
}
