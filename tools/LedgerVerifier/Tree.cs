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

    public static byte[] Leaf(byte[] entry) => SHA256.HashData([0, .. entry]);

    private static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);
}
