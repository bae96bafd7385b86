namespace PracticeAspire.Records.Attachments;

/// <summary>A piece of a file, sealed; see <see cref="Crypto.FileKey"/>. Written and read by <see cref="Segments"/>, never as a whole file.</summary>
internal sealed class AttachmentSegment
{
    public Guid EntryId { get; init; }

    /// <summary>Counted from 0.</summary>
    public int Number { get; init; }

    public required byte[] Sealed { get; init; }
}
