using System.Globalization;
using Dapr.Client;
using Google.Protobuf;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Crypto;
using PracticeAspire.Records.Keys;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Drafts;

/// <summary>Whose draft, of what.</summary>
/// <param name="Entry">Empty for a new entry.</param>
internal sealed record DraftOf(Guid Author, Guid Patient, Guid Entry)
{
    public string Key => $"draft-{Author:N}-{Patient:N}-{Entry:N}";

    public Binding Place => new("draft", "content", Entry, Patient, 1, Author.ToString("N"));
}

/// <summary>Drafts in the state store, sealed. Whoever saved last is known by the ETag.</summary>
internal sealed class DraftStore(DaprClient dapr)
{
    // Somebody is typing: better to hear at once that it is not kept.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <returns>Null when there is none.</returns>
    public async Task<Draft?> FindAsync(DraftOf of, KeyRing keys, CancellationToken ct)
    {
        using var deadline = Limited(ct);
        var (kept, etag) = await dapr.GetStateAndETagAsync<string?>(DaprNames.StateStore, of.Key, cancellationToken: deadline.Token);
        if (kept is not { Length: > 0 })
            return null;
        var draft = Draft.Parser.ParseFrom(keys.Open(of.Place, Convert.FromBase64String(kept)));
        draft.Etag = etag;
        return draft;
    }

    /// <returns>False when the store has another's words meanwhile.</returns>
    public async Task<bool> SaveAsync(DraftOf of, Draft draft, KeyRing keys, CancellationToken ct)
    {
        // The store refuses a first writing over another one too, but not in a way that can be told from its being away.
        if (draft.Etag.Length == 0 && await FindAsync(of, keys, ct) is not null)
            return false;

        using var deadline = Limited(ct);
        var sealedDraft = Convert.ToBase64String(keys.Seal(of.Place, new Draft(draft) { Etag = "" }.ToByteArray()));
        return await dapr.TrySaveStateAsync(
            DaprNames.StateStore, of.Key, sealedDraft, draft.Etag, new StateOptions { Concurrency = ConcurrencyMode.FirstWrite },
            new Dictionary<string, string> { ["ttlInSeconds"] = Kept.TotalSeconds.ToString(CultureInfo.InvariantCulture) }, deadline.Token);
    }

    public async Task DiscardAsync(DraftOf of, CancellationToken ct)
    {
        using var deadline = Limited(ct);
        await dapr.DeleteStateAsync(DaprNames.StateStore, of.Key, cancellationToken: deadline.Token);
    }

    private static CancellationTokenSource Limited(CancellationToken ct)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Deadline);
        return deadline;
    }
}
