using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>What is being written of a note and not saved: kept every few seconds, found again from anywhere. Losing sight of it costs no page.</summary>
internal sealed class NoteDrafts(DraftsClient drafts)
{
    private const string SavedAlready = "saved-already";
    private const string What = "Drafts";

    /// <summary>Null when there is none, or none to be had.</summary>
    public async Task<Draft?> FindAsync(string patient, string? entry, CancellationToken ct)
    {
        try
        {
            var draft = await drafts.GetDraftAsync(new() { PatientId = patient, EntryId = entry ?? "" }, cancellationToken: ct);
            return draft.Content?.Note is null ? null : draft;
        }
        catch (RpcException away) when (Refusal.From(away).Kind is not RefusalKind.SignedOut)
        {
            return null;
        }
    }

    /// <summary>Keeps what is typed. What was saved in another window meanwhile is written on as a note, or a change, of its own.</summary>
    public async Task<(Draft? Kept, Refusal? Refusal)> KeepAsync(string patient, string? entry, NoteInput input, Timestamp? at, CancellationToken ct)
    {
        Draft? kept = null;
        var refusal = await Attempt.Do(What, Keep);
        if (refusal is { Code: SavedAlready })
        {
            input.RequestId = Guid.CreateVersion7().ToString();
            refusal = await Attempt.Do(What, Keep);
        }

        return (kept, refusal);

        async Task Keep() => kept = await drafts.SaveDraftAsync(
            new()
            {
                PatientId = patient,
                EntryId = entry ?? "",
                Content = input.ToContent(),
                HappenedAt = at,
                BasedOn = input.BasedOn,
                Etag = input.DraftEtag ?? "",
                Reason = input.Reason ?? "",
                RequestId = input.RequestId,
                Window = input.Window ?? "",
            },
            cancellationToken: ct);
    }

    /// <summary>Throws away what this window has shown. That it could not be done is no trouble after saving: what is saved is no draft any more.</summary>
    /// <returns>Whether it was done.</returns>
    public async Task<bool> DiscardAsync(string patient, string? entry, NoteInput input, CancellationToken ct)
    {
        try
        {
            await drafts.DiscardDraftAsync(new() { PatientId = patient, EntryId = entry ?? "", Etag = input.DraftEtag ?? "", Window = input.Window ?? "" }, cancellationToken: ct);
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }
}
