using System.Buffers.Binary;

namespace PracticeAspire.Records.Attachments.Formats;

/// <summary>One RIFF list that says how long it is (RFC 9649).</summary>
internal sealed class WebP() : FileFormat("image/webp", "WebP picture")
{
    public static bool Begins(ReadOnlySpan<byte> file) => file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..12].SequenceEqual("WEBP"u8);

    public override IEnumerable<Want> Walk()
    {
        yield return Want.Read(12);
        var left = BinaryPrimitives.ReadUInt32LittleEndian(Got.AsSpan(4)) - 4L;
        if (left <= 0)
            throw Broken();
        for (var first = true; left > 0; first = false)
        {
            yield return Want.Read(8);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(Got.AsSpan(4));
            var whole = length + (length & 1L);
            if ((left -= whole + 8) < 0)
                throw Broken();
            if (!first)
            {
                yield return Want.Skip(whole);
                continue;
            }

            var kind = System.Text.Encoding.ASCII.GetString(Got, 0, 4);
            var head = kind == "VP8L" ? 5 : 10;
            if (whole < head)
                throw Broken();
            yield return Want.Read(head);
            CheckSizeOf(kind);
            yield return Want.Skip(whole - head);
        }
    }

    private void CheckSizeOf(string kind)
    {
        var (width, height) = kind switch
        {
            "VP8X" => (1 + Of24Bits(4), 1 + Of24Bits(7)),
            "VP8 " => (Of14Bits(6), Of14Bits(8)),
            "VP8L" when BinaryPrimitives.ReadUInt32LittleEndian(Got.AsSpan(1)) is var bits => (1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF)),
            _ => throw Broken(),
        };
        CheckSize(width, height);
    }

    private int Of24Bits(int at) => Got[at] | Got[at + 1] << 8 | Got[at + 2] << 16;

    private int Of14Bits(int at) => BinaryPrimitives.ReadUInt16LittleEndian(Got.AsSpan(at)) & 0x3FFF;
}
