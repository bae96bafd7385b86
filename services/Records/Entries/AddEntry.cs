using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Entries;

internal sealed partial class EntriesService
{
    public override async Task<Contracts.Entry> AddEntry(AddEntryRequest request, ServerCallContext context)
    {
        var (id, patient, caller, ct) = (request.Id.ToId("id"), request.PatientId.ToId("patient_id"), context.Caller(), context.CancellationToken);
        var standing = await standings.RequireWriterAsync(caller, patient, ct);
        var (happenedAt, content) = (request.HappenedAt.ToInstant("happened_at"), ContentLimits.Check(request.Content, "content"));
        if (content.Document is not null)
            throw new RuleBroken("file-missing", "A document needs its file. Attach that.");
        if (!await db.Patients.AnyAsync(p => p.Id == standing.Patient, ct))
            throw new RuleBroken("patient-unknown", "There is no such patient.");

        return await OnceAsync(context, standing, patient, id, request, id, async () =>
        {
            using var record = await records.ForWritingAsync(standing.Patient, ct);
            var entry = Entry.Write(id, standing.Patient, caller.PersonId, happenedAt, clock.GetCurrentInstant(), content, request.Sign, record.Keys);
            record.Add(entry);
            return await SaveAsync(context, "record.written", standing, record, entry);
        });
    }
}
