using System.Buffers.Binary;

namespace PracticeAspire.Records.Attachments.Formats;

/// <summary>Blocks up to the trailer (GIF 89a, appendix B).</summary>
internal sealed class Gif() : FileFormat("image/gif", "GIF picture")
{
    private const byte Extension = 0x21;
    private const byte Image = 0x2C;
    private const byte Trailer = 0x3B;

    public static bool Begins(ReadOnlySpan<byte> file) => file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8);

    public override IEnumerable<Want> Walk()
    {
        yield return Want.Read(13);
        CheckSize(BinaryPrimitives.ReadUInt16LittleEndian(Got.AsSpan(6)), BinaryPrimitives.ReadUInt16LittleEndian(Got.AsSpan(8)));
        yield return Want.Skip(Colours(Got[10]));
        for (var drawn = false; ;)
        {
            yield return Want.Read(1);
            switch (Got[0])
            {
                case Trailer when drawn:
                    yield break;
                case Extension:
                    yield return Want.Skip(1);
                    break;
                case Image:
                    drawn = true;
                    yield return Want.Read(9);
                    yield return Want.Skip(Colours(Got[8]) + 1);
                    break;
                default:
                    throw Broken();
            }

            yield return Want.Read(1);
            while (Got[0] > 0)
            {
                yield return Want.Skip(Got[0]);
                yield return Want.Read(1);
            }
        }
    }

    private static int Colours(byte packed) => (packed & 0x80) == 0 ? 0 : 3 << ((packed & 7) + 1);
}
