using Google.Protobuf;
using Grpc.Core;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Crypto;

namespace PracticeAspire.Records.Attachments;

/// <summary>A file as it comes in: first what it is about, then segment after segment.</summary>
internal sealed class IncomingFile(IAsyncStreamReader<AttachmentUpload> pieces, CancellationToken hungUp) : IDisposable
{
    public const long Largest = 64L * 1024 * 1024;

    // Whoever sends slower than that holds a transaction open that others wait for.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(hungUp);
    private readonly DateTime begun = DateTime.UtcNow;
    private readonly byte[] segment = new byte[FileKey.SegmentSize];
    private ReadOnlyMemory<byte> rest;

    /// <summary>How many bytes came so far.</summary>
    public long Size { get; private set; }

    /// <summary>All of it has come.</summary>
    public bool IsOver { get; private set; }

    public async Task<NewAttachment> BeginAsync()
    {
        var about = await NextAsync() ? pieces.Current.About : null;
        if (about is null)
            throw new Malformed("about", "The field about must come first: whose file it is.");
        if (about.Size < 0)
            throw new Malformed("size", "The field size must be a number of bytes.");
        return about.Size > Largest ? throw TooLarge() : about;
    }

    /// <returns>The next segment, full unless it is the last: <see cref="IsOver"/>. It is good until the next is asked for.</returns>
    /// <exception cref="RuleBroken"><c>file-too-large</c>, <c>file-empty</c>, <c>file-cut-off</c>, <c>file-too-slow</c></exception>
    public async Task<ReadOnlyMemory<byte>> TakeSegmentAsync()
    {
        var filled = 0;
        while (true)
        {
            var some = Math.Min(rest.Length, segment.Length - filled);
            rest[..some].CopyTo(segment.AsMemory(filled));
            (rest, filled) = (rest[some..], filled + some);

            // Only what comes after it says whether a full one is the last.
            if (!rest.IsEmpty)
                return segment;
            if (await TakePieceAsync())
                continue;
            if (Size == 0)
                throw new RuleBroken("file-empty", "There is nothing in this file.");
            IsOver = true;
            return segment.AsMemory(0, filled);
        }
    }

    public void Dispose()
    {
        // It was somebody's.
        Array.Clear(segment);
        patience.Dispose();
    }

    private async Task<bool> TakePieceAsync()
    {
        if (!await NextAsync())
            throw new RuleBroken("file-cut-off", "The file did not arrive completely, so nothing was kept. Attach it again.");
        switch (pieces.Current.PartCase)
        {
            case AttachmentUpload.PartOneofCase.Content:
                rest = pieces.Current.Content.Memory;
                return (Size += rest.Length) > Largest ? throw TooLarge() : true;
            case AttachmentUpload.PartOneofCase.End:
                return pieces.Current.End == Size ? false : throw new Malformed("end", "The field end must be the number of bytes that were sent.");
            default:
                throw new Malformed("part", "After what the file is about come its bytes and then their number.");
        }
    }

    private async Task<bool> NextAsync()
    {
        var left = Longest - (DateTime.UtcNow - begun);
        patience.CancelAfter(left < Patience ? TimeSpan.FromTicks(Math.Max(left.Ticks, 1)) : Patience);
        try
        {
            return await pieces.MoveNext(patience.Token);
        }
        catch (Exception waited) when (waited is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled } && !hungUp.IsCancellationRequested && patience.IsCancellationRequested)
        {
            throw new RuleBroken("file-too-slow", "The file arrived too slowly, so nothing was kept. Attach it again over a better connection.");
        }
    }

    private static RuleBroken TooLarge() => new("file-too-large", $"A file can have {Largest >> 20} MiB at most, so nothing was kept. Attach it in parts, or with fewer points.");
}
