using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// Gives committed entries their place in the chain, tells the anchor file of them, and signs what the log is: a minute after the last time
/// when something was added, and at the latest after 1,000 entries.
/// </summary>
internal sealed class Sequencer(
    NpgsqlDataSource source, AuditLog log, AuditKey key, AnchorFile anchor, AuditSignal signal, IConfiguration configuration, TimeProvider time,
    ILogger<Sequencer> logger)
    : Leading("audit-sequencer", source, signal, logger)
{
    /// <summary>A verifier misses a checkpoint when there is none for so many entries.</summary>
    public const int MostUnsealed = 1000;

    private const int Batch = 500;
    private static readonly TimeSpan LookAtBroken = TimeSpan.FromMinutes(1);

    private readonly TimeSpan sealEvery = configuration.GetValue("Audit:SealEvery", TimeSpan.FromMinutes(1));
    private readonly Func<DateTimeOffset> now = time.GetUtcNow;
    private MerkleTree tree = new();
    private byte[] head = new byte[32];
    private long sealedSize;
    private DateTimeOffset sealedAt;

    protected override async Task LeadAsync(CancellationToken ct)
    {
        while (!await ResumeAsync(ct))
            await Pause(LookAtBroken, ct);

        while (!ct.IsCancellationRequested)
        {
            var added = await AddAsync(ct);
            var unsealed = tree.Size - sealedSize;
            if (unsealed >= MostUnsealed || (unsealed > 0 && now() - sealedAt >= sealEvery))
                await SealAsync(ct);
            if (added == 0)
                await signal.WaitAsync(LookAnyway, ct);
        }
    }

    private async Task<int> AddAsync(CancellationToken ct)
    {
        var first = tree.Size + 1;
        var leaves = new List<byte[]>();
        var added = await log.LinkAsync(tree.Size, (int)Math.Min(Batch, sealedSize + MostUnsealed - tree.Size), Place, ct);
        if (added > 0)
            await anchor.AddAsync(first, leaves, ct);
        return added;

        byte[] Place(AuditEntry entry, long seq)
        {
            var bytes = CanonicalEntry.Of(entry, seq);
            leaves.Add(MerkleTree.Leaf(bytes));
            tree.Add(leaves[^1]);
            return head = CanonicalEntry.Hash(head, bytes);
        }
    }

    private async Task SealAsync(CancellationToken ct)
    {
        var at = now();
        var checkpoint = new Checkpoint(tree.Size, at, key.Checkpoint(tree.Size, tree.Root(), at), tree.Peaks);
        await log.AddCheckpointAsync(checkpoint, ct);
        await anchor.AddAsync(checkpoint.Note, ct);
        (sealedSize, sealedAt) = (checkpoint.Size, at);
    }

    /// <summary>Goes on where the last leader stopped, unless the database is not what the anchor file saw.</summary>
    private async Task<bool> ResumeAsync(CancellationToken ct)
    {
        var last = await log.LastCheckpointAsync(ct);
        tree = last is null ? new() : new(last.Size, last.Peaks);
        (sealedSize, sealedAt) = (tree.Size, last?.SealedAt ?? default);
        if (last is not null && last.Note.Split('\n').ElementAtOrDefault(2) != Convert.ToBase64String(tree.Root()))
            return Refuse($"the checkpoint over {last.Size} entries is not what was signed");

        var (seen, leaf, seenSealed) = await anchor.LastAsync(ct);
        if (seenSealed > sealedSize)
            return Refuse($"the checkpoint over {seenSealed} entries is gone");
        if (leaf is not null && !await IsEntryAsync(seen, leaf, ct))
            return Refuse($"entry {seen} is gone or changed");

        await CatchUpAsync(seen, ct);
        if (last is not null && seenSealed < last.Size)
            await anchor.AddAsync(last.Note, ct);
        return true;
    }

    private async Task<bool> IsEntryAsync(long seq, byte[] leaf, CancellationToken ct) =>
        await log.ReadAsync(seq - 1, 1, ct) is [var entry] && MerkleTree.Leaf(CanonicalEntry.Of(entry, seq)).AsSpan().SequenceEqual(leaf);

    /// <summary>Entries that were added after the last checkpoint go into the tree; entries that the anchor file has not seen, into the file.</summary>
    private async Task CatchUpAsync(long seen, CancellationToken ct)
    {
        head = new byte[32];
        var done = Math.Min(seen, Math.Max(sealedSize - 1, 0));
        while (await log.ReadAsync(done, Batch, ct) is { Count: > 0 } entries)
        {
            var leaves = entries.Select(e => (Seq: e.Seq!.Value, Leaf: MerkleTree.Leaf(CanonicalEntry.Of(e, e.Seq.Value)))).ToList();
            foreach (var (_, leaf) in leaves.Where(l => l.Seq > tree.Size))
                tree.Add(leaf);

            var unseen = leaves.Where(l => l.Seq > seen).ToList();
            if (unseen.Count > 0)
                await anchor.AddAsync(unseen[0].Seq, unseen.Select(l => l.Leaf), ct);
            (done, head) = (leaves[^1].Seq, entries[^1].Hash!);
        }
    }

    private bool Refuse(string why)
    {
        logger.LogCritical(
            "The audit log is not sealed any more: {Why}, says {Anchor}. Entries are still recorded. See docs/operations.md, The audit log", why, anchor.Name);
        return false;
    }
}
