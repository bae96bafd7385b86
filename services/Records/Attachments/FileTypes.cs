using System.Buffers.Binary;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Attachments.Formats;

namespace PracticeAspire.Records.Attachments;

/// <summary>What a file is by its first bytes, and what it is besides by its last.</summary>
internal static class FileTypes
{
    private const string Instead = "Attach a JPEG, PNG, GIF or WebP picture or a PDF file.";

    private static readonly (byte[] Magic, int At, string Called)[] Known =
    [
        ("<svg"u8.ToArray(), 0, "An SVG drawing can hold programs, so it is not kept. Save it as a PNG picture."),
        ("<?xml"u8.ToArray(), 0, "An SVG drawing or another XML file can hold programs, so it is not kept. Save a drawing as a PNG picture."),
        ("<!DOCTYPE"u8.ToArray(), 0, "A web page can hold programs, so it is not kept. Print it into a PDF file."),
        ("<html"u8.ToArray(), 0, "A web page can hold programs, so it is not kept. Print it into a PDF file."),
        ("PK"u8.ToArray(), 0, $"This is an archive (ZIP) or an office document. Save a document as PDF. {Instead}"),
        ([0xD0, 0xCF, 0x11, 0xE0], 0, $"This is an office document. Save it as PDF. {Instead}"),
        ("II*\0"u8.ToArray(), 0, $"Browsers do not show TIFF pictures. {Instead}"),
        ("MM\0*"u8.ToArray(), 0, $"Browsers do not show TIFF pictures. {Instead}"),
        ("DICM"u8.ToArray(), 128, $"DICOM images belong in the picture archive. {Instead}"),
        ("ftyphei"u8.ToArray(), 4, $"Not all browsers show HEIC pictures. In the telephone's settings choose “most compatible”, or save it as JPEG. {Instead}"),
        ("ftyp"u8.ToArray(), 4, $"Films are not kept in the record. {Instead}"),
        ("MZ"u8.ToArray(), 0, $"This is a program. {Instead}"),
    ];

    /// <returns>Null when it is nothing that can be attached.</returns>
    public static FileFormat? Of(ReadOnlySpan<byte> file) =>
        file.StartsWith(Jpeg.Magic) ? new Jpeg()
        : file.StartsWith(Png.Magic) ? new Png()
        : file.StartsWith(Pdf.Magic) ? new Pdf()
        : Gif.Begins(file) ? new Gif()
        : WebP.Begins(file) ? new WebP()
        : null;

    public static RuleBroken Unknown(ReadOnlySpan<byte> file)
    {
        var beginning = file.TrimStart("\uFEFF \t\r\n"u8);
        foreach (var (magic, at, called) in Known)
        {
            if (beginning.Length >= at + magic.Length && System.Text.Ascii.EqualsIgnoreCase(beginning.Slice(at, magic.Length), magic) || at == 0 && beginning.StartsWith(magic))
                return new("file-type", called);
        }

        return file.IndexOf(Pdf.Magic) is > 0 and < 1024
            ? new("file-polyglot", "Something stands before this PDF file, so nothing was kept. Print it into a new PDF file, and attach that.")
            : new("file-type", $"This is neither a picture nor a PDF file, whatever it is called. {Instead}");
    }

    /// <summary>Whether a picture is a PDF file too: readers look for its beginning in the first KiB, a comment of the picture included.</summary>
    public static bool IsPdfBesides(FileFormat format, ReadOnlySpan<byte> first) => format is not Pdf && first[..Math.Min(first.Length, 1024)].IndexOf(Pdf.Magic) >= 0;

    /// <summary>
    /// Whether a ZIP or JAR ends where this file does. Its directory lies before its last record (APPNOTE 4.3.16), and programs find that from behind, whatever
    /// stands in front.
    /// </summary>
    public static bool IsArchiveBesides(ReadOnlySpan<byte> tail)
    {
        for (var rest = tail; rest.LastIndexOf("PK\x05\x06"u8) is >= 0 and var at; rest = rest[..at])
        {
            if (tail[..at].LastIndexOf("PK\x01\x02"u8) >= 0)
                return true;
            if (tail.Length >= at + 22 && at + 22 + BinaryPrimitives.ReadUInt16LittleEndian(tail[(at + 20)..]) == tail.Length)
                return true;
        }

        return false;
    }
}
