using System.Buffers.Binary;
using System.Text;

namespace PracticeAspire.LedgerVerifier;

/// <summary>An entry as bytes, after docs/decisions/0026, "An entry as bytes".</summary>
internal static class EntryBytes
{
    private const uint Null = 0xFFFFFFFF;

    public static byte[] Of(Entry entry) =>
    [
        .. Text("practice.audit.v1"),
        .. Int64(entry.Seq),
        .. Int64(entry.Position),
        .. Int64(entry.Microseconds),
        .. Text(entry.Actor),
        .. Text(entry.Action),
        .. Text(entry.Subject),
        .. Text(entry.Outcome),
        .. Text(entry.OriginAddress),
        .. Text(entry.SessionId),
        .. Text(entry.OnBehalfOf),
        .. UInt32((uint)entry.Details!.Count),
        .. entry.Details.OrderBy(d => Encoding.UTF8.GetBytes(d.Key), Bytewise).SelectMany(d => (byte[])[.. Text(d.Key), .. Text(d.Value)]),
    ];

    private static IComparer<byte[]> Bytewise { get; } = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));

    private static byte[] Text(string? text)
    {
        if (text is null)
            return UInt32(Null);
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. UInt32((uint)bytes.Length), .. bytes];
    }

    private static byte[] UInt32(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] Int64(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }
}
