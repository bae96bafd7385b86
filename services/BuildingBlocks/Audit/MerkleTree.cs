using System.Numerics;
using System.Security.Cryptography;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// The Merkle tree of RFC 9162, 2.1, as much of it as is needed to go on: the roots of the full subtrees it falls into, one for each bit of its
/// size, the largest first.
/// </summary>
internal sealed class MerkleTree
{
    private const int HashSize = 32;
    private readonly List<byte[]> peaks = [];

    public MerkleTree()
    {
    }

    /// <param name="peaks">What <see cref="Peaks"/> said at that size.</param>
    public MerkleTree(long size, byte[] peaks)
    {
        Size = size;
        this.peaks.AddRange(peaks.Chunk(HashSize));
        if (this.peaks.Count != BitOperations.PopCount((ulong)size))
            throw new InvalidDataException($"A tree of {size} leaves has not {this.peaks.Count} peaks.");
    }

    public long Size { get; private set; }

    public byte[] Peaks => [.. peaks.SelectMany(p => p)];

    public byte[] Root()
    {
        if (peaks.Count == 0)
            return SHA256.HashData([]);

        var root = peaks[^1];
        for (var i = peaks.Count - 2; i >= 0; i--)
            root = Node(peaks[i], root);
        return root;
    }

    public void Add(byte[] leaf)
    {
        var node = leaf;
        for (var size = Size; (size & 1) == 1; size >>= 1)
        {
            node = Node(peaks[^1], node);
            peaks.RemoveAt(peaks.Count - 1);
        }

        peaks.Add(node);
        Size++;
    }

    public static byte[] Leaf(ReadOnlySpan<byte> entry) => SHA256.HashData([0, .. entry]);

    public static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);
}
