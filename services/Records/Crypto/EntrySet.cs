using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PracticeAspire.Records.Crypto;

/// <summary>
/// Which entries a record has, each in which version: their number, and the sum (XOR) of a keyed hash of each. Kept sealed beside them, it shows that a
/// row was taken away, put in, or put back to what it said before, which each row's own seal cannot.
/// </summary>
internal sealed class EntrySet(byte[] key, long count, byte[] sum)
{
    private const int HashSize = 32;

    public static EntrySet Empty(byte[] key) => new(key, 0, new byte[HashSize]);

    public static EntrySet Parse(byte[] key, ReadOnlySpan<byte> bytes) => new(key, BinaryPrimitives.ReadInt64BigEndian(bytes), bytes[sizeof(long)..].ToArray());

    public byte[] ToBytes()
    {
        var bytes = new byte[sizeof(long) + HashSize];
        BinaryPrimitives.WriteInt64BigEndian(bytes, count);
        sum.CopyTo(bytes, sizeof(long));
        return bytes;
    }

    public void Add(Guid entry, long version)
    {
        Toggle(entry, version);
        count++;
    }

    /// <summary>The same entry in its next version.</summary>
    public void Replace(Guid entry, long before)
    {
        Toggle(entry, before);
        Toggle(entry, before + 1);
    }

    public bool Is(EntrySet other) => CryptographicOperations.FixedTimeEquals(ToBytes(), other.ToBytes());

    private void Toggle(Guid entry, long version)
    {
        Span<byte> what = stackalloc byte[16 + sizeof(long)];
        entry.TryWriteBytes(what, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(what[16..], version);
        Span<byte> hash = stackalloc byte[HashSize];
        HMACSHA256.HashData(key, what, hash);
        for (var i = 0; i < HashSize; i++)
            sum[i] ^= hash[i];
    }
}
