using Grpc.Core;
using PracticeAspire.Notifications.Contracts;

namespace PracticeAspire.Notifications.Notices;

internal sealed partial class NoticesService
{
    public override async Task WatchUnread(WatchUnreadRequest request, IServerStreamWriter<UnreadCount> responseStream, ServerCallContext context)
    {
        var person = Person(context);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);

        // Listening comes before counting, so that nothing falls between the two.
        using var watch = bell.Watch(person);
        UnreadCount? told = null;
        try
        {
            do
            {
                var count = await CountUnreadAsync(person, ends.Token);
                if (!count.Equals(told))
                    await responseStream.WriteAsync(told = count, ends.Token);
            }
            while (await watch.RangAsync(ends.Token));
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The reader hung up, or this replica is going and the reader will find another.
        }
    }
}
