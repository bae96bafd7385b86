using Grpc.Core;
using PracticeAspire.Access.Contracts;

namespace PracticeAspire.Users.Access;

/// <summary>Tells every process who may do what, for as long as it listens.</summary>
internal sealed class AccessFeedService(AccessNow now, IHostApplicationLifetime lifetime) : AccessFeed.AccessFeedBase
{
    private static readonly TimeSpan SayAgain = TimeSpan.FromSeconds(2);

    public override async Task Watch(WatchAccessRequest request, IServerStreamWriter<AccessState> responseStream, ServerCallContext context)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        while (!ends.IsCancellationRequested)
        {
            var changed = now.Changed;
            await responseStream.WriteAsync(now.State, CancellationToken.None);
            await changed.WaitAsync(SayAgain, ends.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
