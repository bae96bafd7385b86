using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// What the log says about somebody, as JSON lines that hold by themselves: each entry with its way into the root of a signed checkpoint, then those
/// checkpoints, then a signed list of which entries there are. docs/decisions/0047 says what that proves and what it does not.
/// </summary>
public sealed class AuditProof
{
    private const int Batch = 500;

    private readonly AuditLog log;
    private readonly AuditKey key;
    private readonly TimeProvider time;
    private readonly ILogger<AuditProof> logger;

    internal AuditProof(AuditLog log, AuditKey key, TimeProvider time, ILogger<AuditProof> logger) => (this.log, this.key, this.time, this.logger) = (log, key, time, logger);

    /// <param name="subjects">Everything that has been said about any of these. What is not sealed yet is left for the next time.</param>
    /// <exception cref="RuleBroken"><c>not-sealed-yet</c>; <c>ledger-damaged</c></exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(string[] subjects, [EnumeratorCancellation] CancellationToken ct)
    {
        var last = await log.LastCheckpointAsync(ct)
            ?? throw new RuleBroken("not-sealed-yet", "Nothing in this list is sealed yet, which happens once a minute. Try again then.");
        var (listed, notes, stretch) = (new List<long>(), new List<string>(), (SealedStretch?)null);
        for (var done = 0L; await log.ReadAboutAsync(subjects, done, last.Size, Batch, ct) is { Count: > 0 } entries; done = entries[^1].Seq!.Value)
        {
            var proven = new List<(AuditEntry, SealedStretch)>();
            foreach (var entry in entries)
            {
                if (stretch is null || entry.Seq > stretch.Checkpoint.Size)
                    notes.Add((stretch = await StretchOfAsync(entry.Seq!.Value, ct)).Checkpoint.Note);
                proven.Add((entry, stretch));
                listed.Add(entry.Seq!.Value);
            }

            yield return AuditLines.Of(proven, Write);
        }

        yield return AuditLines.Of(notes.Append(last.Note).Distinct(), AuditLines.Checkpoint);
        yield return AuditLines.Of([key.ListOf(subjects, last.Size, listed, time.GetUtcNow())], (json, note) => json.WriteString("list", note));
    }

    private static void Write(Utf8JsonWriter json, (AuditEntry Entry, SealedStretch Stretch) proven)
    {
        AuditLines.Entry(json, proven.Entry);
        json.WriteNumber("sealed_in", proven.Stretch.Checkpoint.Size);
        json.WriteStartArray("path");
        foreach (var hash in proven.Stretch.PathOf(proven.Entry.Seq!.Value))
            json.WriteBase64StringValue(hash);
        json.WriteEndArray();
    }

    private async Task<SealedStretch> StretchOfAsync(long seq, CancellationToken ct)
    {
        var (before, checkpoint) = await log.CheckpointsAroundAsync(seq, ct);
        var leaves = new List<byte[]>();
        for (var done = before?.Size ?? 0; done < checkpoint.Size; done = (before?.Size ?? 0) + leaves.Count)
        {
            var entries = await log.ReadAsync(done, (int)Math.Min(Batch, checkpoint.Size - done), ct);
            if (entries.Count == 0)
                throw Broken(seq);
            leaves.AddRange(entries.Select(entry => MerkleTree.Leaf(CanonicalEntry.Of(entry, entry.Seq!.Value))));
        }

        // A proof that proves nothing would look like one until somebody needs it.
        var stretch = new SealedStretch(checkpoint, before?.Size ?? 0, before?.Peaks ?? [], leaves);
        return checkpoint.Note.Split('\n').ElementAtOrDefault(2) == Convert.ToBase64String(stretch.Root()) ? stretch : throw Broken(seq);
    }

    private RuleBroken Broken(long seq)
    {
        logger.LogCritical("The audit log is not what was sealed, at entry {Seq} or near it. See docs/operations.md, The audit log", seq.ToString(CultureInfo.InvariantCulture));
        return new("ledger-damaged", "This list is not as it was sealed, so there is no proof of it. Tell whoever runs the system; it is in their log.");
    }
}
