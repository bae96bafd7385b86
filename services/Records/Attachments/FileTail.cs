namespace PracticeAspire.Records.Attachments;

/// <summary>The end of a file as far as it has come: what a program that looks for an archive from behind can see.</summary>
internal sealed class FileTail
{
    // An archive's last record (22 bytes) and the longest comment behind it.
    private const int Length = 22 + ushort.MaxValue;

    private byte[] bytes = [];

    public ReadOnlySpan<byte> Bytes => bytes;

    public void Add(ReadOnlySpan<byte> piece)
    {
        if (piece.Length >= Length)
            bytes = piece[^Length..].ToArray();
        else
            bytes = [.. bytes.AsSpan()[Math.Max(0, bytes.Length + piece.Length - Length)..], .. piece];
    }
}
