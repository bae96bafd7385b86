using Grpc.Core;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Entries;

internal sealed partial class EntriesService
{
    public override async Task<Contracts.Entry> AmendEntry(AmendEntryRequest request, ServerCallContext context)
    {
        var (id, patient, caller, ct) = (request.EntryId.ToId("entry_id"), request.PatientId.ToId("patient_id"), context.Caller(), context.CancellationToken);
        var standing = await standings.RequireWriterAsync(caller, patient, ct);
        var (happenedAt, content) = (request.HappenedAt.ToInstant("happened_at"), ContentLimits.Check(request.Content, "content"));
        var reason = request.Reason.ToText("reason", 500);

        return await OnceAsync(context, standing, patient, request.RequestId.ToId("request_id"), request, id, async () =>
        {
            var (record, entry) = await HoldAsync(standing, id, request.Version, ct);
            using (record)
            {
                await record.ChangeAsync(entry, () => entry.Amend(caller.PersonId, happenedAt, content, reason, request.Sign, clock.GetCurrentInstant(), record.Keys), ct);
                return await SaveAsync(context, "record.amended", standing, record, entry);
            }
        });
    }
}
