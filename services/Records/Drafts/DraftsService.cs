using Dapr;
using Grpc.Core;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Access;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Entries;
using PracticeAspire.Records.Keys;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Drafts;

/// <summary>What is being written; see the contract. One file: the three use cases are three lines each.</summary>
internal sealed class DraftsService(DraftStore drafts, PatientRecords records, PatientKeys keys, Standings standings, IClock clock) : Contracts.Drafts.DraftsBase
{
    public override async Task<Draft> GetDraft(GetDraftRequest request, ServerCallContext context)
    {
        var of = await WhoseAsync(request.PatientId, request.EntryId, context);
        using var ring = await keys.ForReadingAsync(of.Patient, context.CancellationToken);
        return ring.IsEmpty ? new Draft() : await ReachedAsync(() => drafts.FindAsync(of, ring, context.CancellationToken)) ?? new Draft();
    }

    public override async Task<Draft> SaveDraft(SaveDraftRequest request, ServerCallContext context)
    {
        var of = await WhoseAsync(request.PatientId, request.EntryId, context);
        var draft = new Draft
        {
            Content = ContentLimits.CheckUnfinished(request.Content, "content"),
            HappenedAt = request.HappenedAt,
            BasedOn = request.BasedOn,
            SavedAt = clock.GetCurrentInstant().ToTimestamp(),
            Etag = request.Etag.ToText("etag", 100),
        };
        using var ring = await records.KeysAsync(of.Patient, context.CancellationToken);
        return await ReachedAsync(async () =>
        {
            if (!await drafts.SaveAsync(of, draft, ring, context.CancellationToken))
                throw new Stale(0);
            return await drafts.FindAsync(of, ring, context.CancellationToken) ?? throw new Stale(0);
        });
    }

    public override async Task<DiscardDraftReply> DiscardDraft(DiscardDraftRequest request, ServerCallContext context)
    {
        var of = await WhoseAsync(request.PatientId, request.EntryId, context);
        return await ReachedAsync(async () =>
        {
            await drafts.DiscardAsync(of, context.CancellationToken);
            return new DiscardDraftReply();
        });
    }

    private async Task<DraftOf> WhoseAsync(string patient, string entry, ServerCallContext context)
    {
        var standing = await standings.RequireWriterAsync(context.Caller(), patient.ToId("patient_id"), context.CancellationToken);
        return new(context.Caller().PersonId, standing.Patient, entry.ToIdOrNone("entry_id") ?? Guid.Empty);
    }

    private static async Task<T> ReachedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception away) when (away is DaprException or RpcException or OperationCanceledException)
        {
            throw new Refusal(RefusalKind.Unavailable, "What you write cannot be kept at the moment. Save it soon, or keep this page open.").ToRpcException();
        }
    }
}
