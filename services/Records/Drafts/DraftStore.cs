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
    private static readonly StateOptions UnlessChanged = new() { Concurrency = ConcurrencyMode.FirstWrite };

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

    /// <param name="over">The ETag of what was there; empty: nothing was.</param>
    /// <returns>False when the store has something else meanwhile.</returns>
    public async Task<bool> SaveAsync(DraftOf of, Draft draft, string over, KeyRing keys, CancellationToken ct)
    {
        using var deadline = Limited(ct);
        var sealedDraft = Convert.ToBase64String(keys.Seal(of.Place, new Draft(draft) { Etag = "" }.ToByteArray()));
        return await dapr.TrySaveStateAsync(
            DaprNames.StateStore, of.Key, sealedDraft, over, UnlessChanged,
            new Dictionary<string, string> { ["ttlInSeconds"] = Kept.TotalSeconds.ToString(CultureInfo.InvariantCulture) }, deadline.Token);
    }

    /// <returns>False when the store has something else meanwhile.</returns>
    public async Task<bool> DiscardAsync(DraftOf of, string etag, CancellationToken ct)
    {
        using var deadline = Limited(ct);
        return await dapr.TryDeleteStateAsync(DaprNames.StateStore, of.Key, etag, UnlessChanged, cancellationToken: deadline.Token);
    }

    private static CancellationTokenSource Limited(CancellationToken ct)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Deadline);
        return deadline;
    }
}
