using System.Numerics;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// The entries that one checkpoint was the first to seal, and what stood before them: enough to say of each how it comes into the signed root
/// (RFC 9162, 2.1.3), without the thousands of leaves before.
/// </summary>
/// <param name="before">How many entries the checkpoint before it sealed.</param>
/// <param name="peaks">The roots of the full subtrees those fall into, the largest first.</param>
/// <param name="leaves">The leaves after it, up to this checkpoint.</param>
internal sealed class SealedStretch(Checkpoint checkpoint, long before, byte[] peaks, IReadOnlyList<byte[]> leaves)
{
    private const int HashSize = 32;

    private readonly Dictionary<(long From, long To), byte[]> known = PeaksBySpan(before, peaks);

    public Checkpoint Checkpoint { get; } = checkpoint;

    public byte[] Root() => HashOf(0, Checkpoint.Size);

    /// <summary>The hashes beside the way from an entry's leaf up to the root, from below.</summary>
    /// <param name="seq">An entry of this stretch, counted from 1.</param>
    public IReadOnlyList<byte[]> PathOf(long seq)
    {
        var (leaf, from, to, path) = (seq - 1, 0L, Checkpoint.Size, new List<byte[]>());
        while (to - from > 1)
        {
            var middle = from + LargestPowerBelow(to - from);
            if (leaf < middle)
            {
                path.Add(HashOf(middle, to));
                to = middle;
            }
            else
            {
                path.Add(HashOf(from, middle));
                from = middle;
            }
        }

        path.Reverse();
        return path;
    }

    // Of leaves before this stretch only whole subtrees are asked for, and those are peaks: the stretch begins in the half beside them.
    private byte[] HashOf(long from, long to)
    {
        if (to - from == 1 && from >= before)
            return leaves[(int)(from - before)];
        if (known.TryGetValue((from, to), out var hash))
            return hash;

        var middle = from + LargestPowerBelow(to - from);
        return known[(from, to)] = MerkleTree.Node(HashOf(from, middle), HashOf(middle, to));
    }

    private static Dictionary<(long From, long To), byte[]> PeaksBySpan(long size, byte[] peaks)
    {
        var (spans, from) = (new Dictionary<(long, long), byte[]>(), 0L);
        foreach (var peak in peaks.Chunk(HashSize))
        {
            var width = 1L << BitOperations.Log2((ulong)(size - from));
            spans[(from, from + width)] = peak;
            from += width;
        }

        return spans;
    }

    private static long LargestPowerBelow(long width) => 1L << BitOperations.Log2((ulong)(width - 1));
}
