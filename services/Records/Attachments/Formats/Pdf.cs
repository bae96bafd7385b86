using System.Buffers;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Records.Attachments.Formats;

/// <summary>
/// From "%PDF-" to "%%EOF" (ISO 32000-2, 7.5). Readers forgive what stands before the first or behind the last; here a file begins with one and ends
/// with the other, so that it cannot be something else besides. What happens between them is left to the reader, which browsers lock in.
/// </summary>
internal sealed class Pdf() : FileFormat("application/pdf", "PDF file")
{
    // How far from the end readers look for it.
    private const int LastLines = 1024;

    public static ReadOnlySpan<byte> Magic => "%PDF-"u8;

    private static readonly SearchValues<byte> White = SearchValues.Create("\0\t\n\f\r "u8);

    private static ReadOnlySpan<byte> End => "%%EOF"u8;

    public override IEnumerable<Want> Walk()
    {
        yield return Want.Read(8);
        if (Got[5] is not ((byte)'1' or (byte)'2') || Got[6] != '.' || !char.IsAsciiDigit((char)Got[7]))
            throw Broken();
        while (true)
            yield return Want.Skip(1 << 20) with { MayEnd = true };
    }

    public override void CheckEnd(ReadOnlySpan<byte> tail)
    {
        var last = tail[^Math.Min(LastLines, tail.Length)..];
        var at = last.LastIndexOf(End);
        if (at < 0)
            throw CutOff();
        if (last[(at + End.Length)..].ContainsAnyExcept(White))
            throw new RuleBroken("file-polyglot", "Something stands behind this PDF file, so nothing was kept. Print it into a new PDF file, and attach that.");
    }
}
