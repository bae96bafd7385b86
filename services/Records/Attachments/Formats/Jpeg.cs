using System.Buffers.Binary;

namespace PracticeAspire.Records.Attachments.Formats;

/// <summary>
/// Marker segments from SOI to EOI (ITU-T T.81, annex B). Telephones put further pictures behind the first one (CIPA DC-007), each of which has to be
/// one too; nothing else may follow.
/// </summary>
internal sealed class Jpeg() : FileFormat("image/jpeg", "JPEG picture")
{
    private const byte Mark = 0xFF;
    private const byte Start = 0xD8;
    private const byte End = 0xD9;
    private const byte Scan = 0xDA;

    public static ReadOnlySpan<byte> Magic => [Mark, Start, Mark];

    public override IEnumerable<Want> Walk()
    {
        yield return Want.Read(2);
        while (true)
        {
            foreach (var want in Picture())
                yield return want;

            do
                yield return Want.Read(1, mayEnd: true);
            while (Got[0] == 0);
            if (Got[0] != Mark)
                throw Followed();
            yield return Want.Read(1);
            if (Got[0] != Start)
                throw Followed();
        }
    }

    private IEnumerable<Want> Picture()
    {
        var (sized, scanned) = (false, false);
        byte? met = null;
        while (true)
        {
            if (met is null)
            {
                yield return Want.Read(1);
                if (Got[0] != Mark)
                    throw Broken();
                do
                    yield return Want.Read(1);
                while (Got[0] == Mark);
            }

            (var marker, met) = (met ?? Got[0], null);
            if (marker == End && sized && scanned)
                yield break;
            if (marker is 0 or Start or End)
                throw Broken();
            if (StandsAlone(marker))
                continue;

            yield return Want.Read(2);
            var length = BinaryPrimitives.ReadUInt16BigEndian(Got) - 2;
            if (length < (IsFrame(marker) ? 6 : 0))
                throw Broken();
            if (IsFrame(marker))
            {
                yield return Want.Read(5);
                CheckSize(BinaryPrimitives.ReadUInt16BigEndian(Got.AsSpan(3)), BinaryPrimitives.ReadUInt16BigEndian(Got.AsSpan(1)));
                (sized, length) = (true, length - 5);
            }

            yield return Want.Skip(length);
            if (marker != Scan)
                continue;

            // What is drawn follows, up to the next mark; a 0xFF in it has a zero behind it.
            scanned = true;
            do
            {
                yield return Want.SkipTo(Mark);
                do
                    yield return Want.Read(1);
                while (Got[0] == Mark);
            }
            while (Got[0] == 0 || StandsAlone(Got[0]));
            met = Got[0];
        }
    }

    private static bool StandsAlone(byte marker) => marker is 0x01 or (>= 0xD0 and <= 0xD7);

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
}
