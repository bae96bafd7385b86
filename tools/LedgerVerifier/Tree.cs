using System.Security.Cryptography;

namespace PracticeAspire.LedgerVerifier;

/// <summary>The Merkle tree hash of RFC 9162, 2.1.1, leaf by leaf: the full subtrees so far, joined from the right when the root is asked for.</summary>
internal sealed class Tree
{
    private readonly Stack<(long Size, byte[] Hash)> full = [];

    public void Add(byte[] leaf)
    {
        var (size, hash) = (1L, leaf);
        while (full.TryPeek(out var left) && left.Size == size)
        {
            full.Pop();
            (size, hash) = (size * 2, Node(left.Hash, hash));
        }

        full.Push((size, hash));
    }

    /// <summary>Of one leaf or more.</summary>
    public byte[] Root() => full.Select(f => f.Hash).Aggregate((right, left) => Node(left, right));

    /// <summary>The root that a leaf and the hashes beside its way up lead to (RFC 9162, 2.1.3.2); null when they are not those of such a leaf.</summary>
    /// <param name="index">Which leaf, from 0, of a tree of <paramref name="size"/>.</param>
    public static byte[]? RootBy(byte[] leaf, long index, long size, IReadOnlyList<byte[]> path)
    {
        var (at, last, hash) = (index, size - 1, leaf);
        foreach (var beside in path)
        {
            if (last == 0)
                return null;
            if ((at & 1) == 1 || at == last)
            {
                hash = Node(beside, hash);
                while ((at & 1) == 0 && at != 0)
                    (at, last) = (at >> 1, last >> 1);
            }
            else
            {
                hash = Node(hash, beside);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return last == 0 ? hash : null;
    }

    public static byte[] Leaf(byte[] entry) => SHA256.HashData([0, .. entry]);

    private static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);
}
