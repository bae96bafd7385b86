using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Grpc.Core;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Web.Live;

/// <summary>What changes while a page is open, as server-sent events. When the service ends or is down the stream ends; the browser asks again by itself.</summary>
internal static class LiveEndpoints
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(5);

    public static void MapLive(this WebApplication app)
    {
        app.MapGet("/live/unread", (NoticesClient notices, IHostApplicationLifetime lifetime, CancellationToken ct) =>
            TypedResults.ServerSentEvents(Relay("unread", notices.WatchUnread(new(), cancellationToken: ct), u => $"{u.Unread}", lifetime, ct)));

        app.MapGet("/live/board", (string location, string day, CalendarClient calendar, IHostApplicationLifetime lifetime, CancellationToken ct) =>
            TypedResults.ServerSentEvents(Relay(
                "board", calendar.WatchDay(new() { LocationId = location, Day = day }, cancellationToken: ct), c => $"{c.Change}", lifetime, ct)));
    }

    private static async IAsyncEnumerable<SseItem<string>> Relay<T>(
        string name, AsyncServerStreamingCall<T> call, Func<T, string> say, IHostApplicationLifetime lifetime, [EnumeratorCancellation] CancellationToken ct)
    {
        // An open page would hold up the end of the process for as long as it may take.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        using (call)
        {
            while (await MoveNext(call, ends.Token))
                yield return new(say(call.ResponseStream.Current), name) { ReconnectionInterval = AskAgainAfter };
        }

        yield return new("", "ended") { ReconnectionInterval = AskAgainAfter };
    }

    private static async Task<bool> MoveNext<T>(AsyncServerStreamingCall<T> call, CancellationToken ct)
    {
        try
        {
            return await call.ResponseStream.MoveNext(ct);
        }
        catch (Exception ended) when (ended is RpcException or OperationCanceledException)
        {
            return false;
        }
    }
}
