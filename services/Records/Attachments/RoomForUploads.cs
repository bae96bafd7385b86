using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Attachments;

/// <summary>
/// How many files are taken in at once. Each holds a connection to the database while it comes, as slowly as it may come, and reading must not wait for that.
/// </summary>
internal sealed class RoomForUploads : IDisposable
{
    private const int AtOnce = 16;

    private readonly SemaphoreSlim room = new(AtOnce);

    /// <returns>To be disposed of when the file is there.</returns>
    public IDisposable Enter() => room.Wait(0)
        ? new Place(room)
        : throw new Refusal(RefusalKind.Unavailable, "Many files are coming in at this moment. Try again in a minute.").ToRpcException();

    public void Dispose() => room.Dispose();

    private sealed class Place(SemaphoreSlim room) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
                room.Release();
        }
    }
}
