using Dapr;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Access;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Entries;
using PracticeAspire.Records.Keys;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Drafts;

/// <summary>What is being written; see the contract. One file: the three use cases are a few lines each.</summary>
internal sealed class DraftsService(RecordsDb db, DraftStore drafts, PatientRecords records, PatientKeys keys, Standings standings, IClock clock) : Contracts.Drafts.DraftsBase
{
    // Two windows that save at the very same time: one of them looks again.
    private const int Attempts = 4;
    private const int MostBeside = 8;

    public override async Task<Draft> GetDraft(GetDraftRequest request, ServerCallContext context)
    {
        var (of, ct) = (await WhoseAsync(request.PatientId, request.EntryId, context), context.CancellationToken);
        using var ring = await keys.ForReadingAsync(of.Patient, ct);
        if (ring.IsEmpty || await ReachedAsync(() => drafts.FindAsync(of, ring, ct)) is not { } draft)
            return new Draft();

        // Saved, but its window died before it could discard this; or a last word came after that.
        var versions = draft.Beside.Prepend(draft).ToList();
        var waiting = new List<Draft>();
        foreach (var version in versions)
        {
            if (!await IsSavedAsync(version.RequestId, ct))
                waiting.Add(version);
        }

        if (waiting.Count == versions.Count)
            return draft;
        return waiting.Count == 0 ? new Draft() : new Draft(waiting[0]) { Etag = draft.Etag, Beside = { waiting.Skip(1) } };
    }

    public override async Task<Draft> SaveDraft(SaveDraftRequest request, ServerCallContext context)
    {
        var (of, ct) = (await WhoseAsync(request.PatientId, request.EntryId, context), context.CancellationToken);
        var written = new Draft
        {
            Content = ContentLimits.CheckUnfinished(request.Content, "content"),
            HappenedAt = request.HappenedAt,
            BasedOn = request.BasedOn,
            SavedAt = clock.GetCurrentInstant().ToTimestamp(),
            Etag = request.Etag.ToText("etag", 100),
            Reason = request.Reason.ToText("reason", 500),
            RequestId = request.RequestId.ToIdOrNone("request_id")?.ToString() ?? "",
            Window = request.Window.ToText("window", 40),
        };
        if (await IsSavedAsync(written.RequestId, ct))
            throw new RuleBroken("saved-already", "This was saved in another window meanwhile.");

        using var ring = await records.KeysAsync(of.Patient, ct);
        return await ReachedAsync(async () =>
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var kept = await drafts.FindAsync(of, ring, ct);
                var draft = written.Clone().Over(kept);
                if (draft.Beside.Count > MostBeside)
                    throw new RuleBroken("too-many", "This is being written in too many windows at once. Save it in one of them.");
                if (await drafts.SaveAsync(of, draft, kept?.Etag ?? "", ring, ct))
                    return new Draft(await drafts.FindAsync(of, ring, ct) ?? throw new Stale(0)) { Meanwhile = draft.Meanwhile };
            }

            throw new Stale(0);
        });
    }

    public override async Task<DiscardDraftReply> DiscardDraft(DiscardDraftRequest request, ServerCallContext context)
    {
        var (of, ct) = (await WhoseAsync(request.PatientId, request.EntryId, context), context.CancellationToken);
        var (shown, window) = (request.Etag.ToText("etag", 100), request.Window.ToText("window", 40));
        using var ring = await keys.ForReadingAsync(of.Patient, ct);
        return await ReachedAsync(async () =>
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                if (ring.IsEmpty || await drafts.FindAsync(of, ring, ct) is not { } kept)
                    return new DiscardDraftReply();
                if (kept.Without(window, shown) is { } left ? await drafts.SaveAsync(of, left, kept.Etag, ring, ct) : await drafts.DiscardAsync(of, kept.Etag, ct))
                    return new DiscardDraftReply();
            }

            throw new Stale(0);
        });
    }

    private async Task<bool> IsSavedAsync(string requestId, CancellationToken ct) =>
        Guid.TryParse(requestId, out var id) && await db.Set<AnsweredRequest>().AnyAsync(r => r.Id == id, ct);

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
