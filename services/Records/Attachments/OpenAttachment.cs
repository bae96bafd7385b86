using System.Buffers;
using System.Runtime.CompilerServices;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Crypto;

namespace PracticeAspire.Records.Attachments;

/// <summary>A file that may be read, segment by segment.</summary>
internal sealed class OpenAttachment(Segments segments, Contracts.Entry entry, Guid patient, FileKey key) : IDisposable
{
    private readonly Guid id = Guid.Parse(entry.Id);
    private readonly byte[] envelope = ArrayPool<byte>.Shared.Rent(FileKey.SegmentSize + FileKey.Overhead);
    private readonly byte[] text = ArrayPool<byte>.Shared.Rent(FileKey.SegmentSize);

    public Contracts.Entry Entry => entry;

    public Document Document => entry.Content.Document;

    private int Count => (int)((Document.Size + FileKey.SegmentSize - 1) / FileKey.SegmentSize);

    /// <summary>Opens all of it once, so that nothing of a file that is not whole is shown.</summary>
    /// <exception cref="Damaged">A segment is missing, too many, another, elsewhere, or changed.</exception>
    public async Task CheckAsync(CancellationToken ct)
    {
        if (Document.Size <= 0 || await segments.CountAsync(id, ct) != Count)
            throw new Damaged($"the file of entry {id} has not the segments it had");
        for (var number = 0; number < Count; number++)
            await LoadAsync(number, together: true, ct);
    }

    /// <returns>One segment after the other; each is good until the next is asked for.</returns>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        for (var number = 0; number < Count; number++)
            yield return await LoadAsync(number, together: false, ct);
    }

    public void Dispose()
    {
        key.Dispose();
        ArrayPool<byte>.Shared.Return(envelope);
        ArrayPool<byte>.Shared.Return(text, clearArray: true);
    }

    private async Task<ReadOnlyMemory<byte>> LoadAsync(int number, bool together, CancellationToken ct)
    {
        var isLast = number == Count - 1;
        var length = isLast ? (int)(Document.Size - (long)number * FileKey.SegmentSize) : FileKey.SegmentSize;
        var place = Segments.PlaceOf(id, patient, number);
        var wrapped = envelope.AsMemory(0, length + FileKey.Overhead);
        await segments.LoadAsync(place, wrapped, together, ct);
        key.Open(place, isLast, wrapped.Span, text.AsSpan(0, length));
        return text.AsMemory(0, length);
    }
}
