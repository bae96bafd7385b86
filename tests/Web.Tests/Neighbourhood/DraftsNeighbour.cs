using System.Globalization;
using Grpc.Core;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Web.Tests.Neighbourhood;

/// <summary>What is being written, as the service keeps it of one writer's windows.</summary>
internal sealed class DraftsNeighbour(World world) : Drafts.DraftsBase
{
    private static int etags;

    public override Task<Draft> GetDraft(GetDraftRequest request, ServerCallContext context)
    {
        RequireReached();
        world.Require(context, request.PatientId);
        return Task.FromResult(world.Records.Drafts.TryGetValue(Key(context, request.PatientId, request.EntryId), out var draft) ? draft.Clone() : new Draft());
    }

    public override Task<Draft> SaveDraft(SaveDraftRequest request, ServerCallContext context)
    {
        RequireReached();
        world.Require(context, request.PatientId);
        if (world.Records.Entries.ContainsKey(request.RequestId))
            throw Standings.Rule("saved-already", "This was saved in another window meanwhile.");
        lock (world.Records.Drafts)
        {
            var key = Key(context, request.PatientId, request.EntryId);
            var kept = world.Records.Drafts.GetValueOrDefault(key);
            var draft = new Draft
            {
                Content = request.Content,
                HappenedAt = request.HappenedAt,
                BasedOn = request.BasedOn,
                SavedAt = world.Now(),
                Etag = Interlocked.Increment(ref etags).ToString(CultureInfo.InvariantCulture),
                Reason = request.Reason,
                RequestId = request.RequestId,
                Window = request.Window,
                Meanwhile = kept is not null && kept.Window != request.Window && kept.Etag != request.Etag,
            };
            if (draft.Meanwhile)
                draft.Beside.Add(Alone(kept!));
            draft.Beside.Add(kept?.Beside.Where(b => b.Window != request.Window) ?? []);
            world.Records.Drafts[key] = draft;
            return Task.FromResult(draft.Clone());
        }
    }

    public override Task<DiscardDraftReply> DiscardDraft(DiscardDraftRequest request, ServerCallContext context)
    {
        RequireReached();
        world.Require(context, request.PatientId);
        lock (world.Records.Drafts)
        {
            var key = Key(context, request.PatientId, request.EntryId);
            if (!world.Records.Drafts.TryRemove(key, out var kept) || kept.Etag == request.Etag)
                return Task.FromResult(new DiscardDraftReply());
            var others = kept.Beside.Prepend(Alone(kept)).Where(d => d.Window != request.Window).ToList();
            if (others.Count > 0)
                world.Records.Drafts[key] = new Draft(others[0]) { Etag = kept.Etag, Beside = { others.Skip(1) } };
        }

        return Task.FromResult(new DiscardDraftReply());
    }

    private void RequireReached()
    {
        if (world.Down.ContainsKey("drafts"))
            throw new Refusal(RefusalKind.Unavailable, "What you write cannot be kept at the moment.").ToRpcException();
    }

    private static (string, string, string) Key(ServerCallContext context, string patient, string entry) => (context.Person(), patient, entry);

    private static Draft Alone(Draft draft)
    {
        var alone = draft.Clone();
        alone.Beside.Clear();
        return alone;
    }
}
