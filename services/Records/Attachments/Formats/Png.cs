using System.Buffers.Binary;

namespace PracticeAspire.Records.Attachments.Formats;

/// <summary>Chunks from IHDR to IEND (PNG, W3C, section 5).</summary>
internal sealed class Png() : FileFormat("image/png", "PNG picture")
{
    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private const int Check = 4;

    public override IEnumerable<Want> Walk()
    {
        yield return Want.Read(Magic.Length);
        yield return Want.Read(8);
        if (!Is("IHDR"u8) || Length != 13)
            throw Broken();
        yield return Want.Read(13);
        CheckSize(BinaryPrimitives.ReadUInt32BigEndian(Got), BinaryPrimitives.ReadUInt32BigEndian(Got.AsSpan(4)));
        yield return Want.Skip(Check);

        for (var drawn = false; ;)
        {
            yield return Want.Read(8);
            if (Length > int.MaxValue)
                throw Broken();
            var isEnd = Is("IEND"u8);
            drawn |= Is("IDAT"u8);
            if (isEnd && (Length > 0 || !drawn))
                throw Broken();
            yield return Want.Skip(Length + Check);
            if (isEnd)
                yield break;
        }
    }

    private long Length => BinaryPrimitives.ReadUInt32BigEndian(Got);

    private bool Is(ReadOnlySpan<byte> type) => Got.AsSpan(4, 4).SequenceEqual(type);
}
