using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace PracticeAspire.Records.Tests.Attachments;

/// <summary>Files as programs write them. A browser drew the JPEG and the WebP picture.</summary>
internal static class GivenFiles
{
    public static byte[] Jpeg { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAA"
        + "ACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0"
        + "AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAA"
        + "AAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAM"
        + "ZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADb/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERX"
        + "RTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2Nj"
        + "Y2P/wAARCAAQABgDASIAAhEBAxEB/8QAGAAAAwEBAAAAAAAAAAAAAAAAAAECAwX/xAAWEAEBAQAAAAAAAAAAAAAAAAAAAQL/xAAVAQEBAAAAAAAAAAAAAAAA"
        + "AAAFA//EABcRAQEBAQAAAAAAAAAAAAAAAAMAAiH/2gAMAwEAAhEDEQA/AONajVPVZ2rgcsyS1QnVBXB8jdp2/9k=");

    public static byte[] WebP { get; } = Convert.FromBase64String(
        "UklGRjYCAABXRUJQVlA4WAoAAAAgAAAAFwAADwAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAA"
        + "ACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0"
        + "AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAA"
        + "AAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAM"
        + "ZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDggSAAAAJADAJ0BKhgAEAA+0VSjS6gkoyGwCAEAGglqAJ0yhHg6wAFPygAA"
        + "/uw8dKSzYYxpT/tGdhkLvqk0eiM3IR6NtTQHxG9XPOAAAA==");

    public static byte[] Gif { get; } = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    /// <summary>A picture of noise: 3 bytes a point, which nothing makes smaller.</summary>
    public static byte[] Png(int width, int height)
    {
        using var packed = new MemoryStream();
        using (var pack = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var line = new byte[1 + 3 * width];
            for (var y = 0; y < height; y++)
            {
                Random.Shared.NextBytes(line.AsSpan(1));
                pack.Write(line);
            }
        }

        byte[] head = [.. BigEndian((uint)width), .. BigEndian((uint)height), 8, 2, 0, 0, 0];
        return [0x89, .. "PNG\r\n"u8, 0x1A, .. "\n"u8, .. Chunk("IHDR", head), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    /// <summary>One page that shows nothing, and a stream of noise that it does not use.</summary>
    public static byte[] Pdf(int noise = 100)
    {
        var bytes = new byte[noise];
        Random.Shared.NextBytes(bytes);
        return PdfOf(bytes);
    }

    public static byte[] PdfThatSays(string words) => PdfOf(Encoding.UTF8.GetBytes(words));

    private static byte[] PdfOf(byte[] bytes)
    {
        using var file = new MemoryStream();
        var at = new List<long>();
        Write("%PDF-1.7\n");
        Thing("<< /Type /Catalog /Pages 2 0 R >>");
        Thing("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        Thing("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>");
        at.Add(file.Position);
        Write($"4 0 obj\n<< /Length {bytes.Length} >>\nstream\n");
        file.Write(bytes);
        Write("\nendstream\nendobj\n");
        var table = file.Position;
        Write($"xref\n0 5\n0000000000 65535 f \n{string.Concat(at.Select(place => $"{place:D10} 00000 n \n"))}");
        Write($"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return file.ToArray();

        void Thing(string what)
        {
            at.Add(file.Position);
            Write($"{at.Count} 0 obj\n{what}\nendobj\n");
        }

        void Write(string text) => file.Write(Encoding.ASCII.GetBytes(text));
    }

    /// <summary>An archive of one page.</summary>
    public static byte[] Zip()
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        using (var page = archive.CreateEntry("page.html").Open())
            page.Write("<script>alert(1)</script>"u8);
        return file.ToArray();
    }

    private static byte[] Chunk(string kind, byte[] data)
    {
        byte[] checkedPart = [.. Encoding.ASCII.GetBytes(kind), .. data];
        return [.. BigEndian((uint)data.Length), .. checkedPart, .. BigEndian(Crc(checkedPart))];
    }

    // PNG, W3C, annex D.
    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var each in bytes)
        {
            crc ^= each;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        }

        return ~crc;
    }

    private static byte[] BigEndian(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }
}
