using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// The one way an entry becomes bytes, described byte by byte in docs/decisions/0026. A verifier of its own in tools/LedgerVerifier follows the
/// same description; a change here is a new version, for the old entries stay as they are.
/// </summary>
internal static class CanonicalEntry
{
    private static readonly byte[] Version = "practice.audit.v1"u8.ToArray();

    public static byte[] Of(AuditEntry entry, long seq)
    {
        using var bytes = new MemoryStream(256);
        Text(bytes, Version);
        Number(bytes, seq);
        Number(bytes, entry.Position);
        Number(bytes, Microseconds(entry.OccurredAt));
        Text(bytes, entry.Actor);
        Text(bytes, entry.Action);
        Text(bytes, entry.Subject);
        Text(bytes, entry.Outcome);
        Text(bytes, entry.OriginAddress);
        Text(bytes, entry.SessionId);
        Text(bytes, entry.OnBehalfOf);

        var details = Details(entry.Details);
        Length(bytes, (uint)details.Count);
        foreach (var (name, fact) in details)
        {
            Text(bytes, name);
            Text(bytes, fact);
        }

        return bytes.ToArray();
    }

    /// <summary>SHA-256 over the hash before it (32 zero bytes for the first) and the entry's bytes.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> before, ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before);
        hash.AppendData(entry);
        return hash.GetHashAndReset();
    }

    private static long Microseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    // In the order of their names' bytes, which is not that of UTF-16 for what lies beyond the first plane.
    private static List<(byte[] Name, byte[] Fact)> Details(string json)
    {
        var details = JsonSerializer.Deserialize<Dictionary<string, string>>(json)!
            .Select(d => (Name: Encoding.UTF8.GetBytes(d.Key), Fact: Encoding.UTF8.GetBytes(d.Value))).ToList();
        details.Sort((a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        return details;
    }

    private static void Text(MemoryStream bytes, string? text)
    {
        if (text is null)
            Length(bytes, uint.MaxValue);
        else
            Text(bytes, Encoding.UTF8.GetBytes(text));
    }

    private static void Text(MemoryStream bytes, byte[] text)
    {
        Length(bytes, (uint)text.Length);
        bytes.Write(text);
    }

    private static void Length(MemoryStream bytes, uint length)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(four, length);
        bytes.Write(four);
    }

    private static void Number(MemoryStream bytes, long number)
    {
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(eight, number);
        bytes.Write(eight);
    }
}
