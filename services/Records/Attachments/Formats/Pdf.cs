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
        if (tail[^Math.Min(LastLines, tail.Length)..].LastIndexOf("%%EOF"u8) < 0)
            throw CutOff();
    }
}
