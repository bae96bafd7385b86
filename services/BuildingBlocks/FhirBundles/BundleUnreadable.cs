using System.Text.Json;

namespace PracticeAspire.BuildingBlocks;

/// <summary>The file as a whole cannot be used; nothing of it was.</summary>
public sealed class BundleUnreadable(string sentence) : Exception(sentence)
{
    /// <summary>What the caller hears: <c>bundle-unreadable</c>.</summary>
    public RuleBroken ToRefusal() => new("bundle-unreadable", $"{Message} Nothing was imported.");

    internal static BundleUnreadable At(JsonException broken) => new(
        $"The file is cut off, broken, or nested more than 64 deep at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}. "
        + "Export it again and upload the new file.");

    internal static void ThrowIfOtherFormat(ReadOnlySpan<byte> begin)
    {
        if (begin.IsEmpty)
            throw new BundleUnreadable("The file is empty.");
        if (begin[0] == '<')
            throw new BundleUnreadable("This is XML. Export the bundle as JSON.");
        if (begin.StartsWith("PK"u8) || begin.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            throw new BundleUnreadable("This is a compressed file. Unpack it and upload the bundles in it.");
        if (begin[0] is 0xFF or 0xFE or 0x00)
            throw new BundleUnreadable("This is not UTF-8 text. Export the bundle as JSON in UTF-8.");
    }
}
