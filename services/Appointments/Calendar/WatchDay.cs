using Grpc.Core;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Calendar;

internal sealed partial class CalendarService
{
    public override async Task WatchDay(GetDayRequest request, IServerStreamWriter<DayChanged> responseStream, ServerCallContext context)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        using var watch = feed.Open(request.LocationId.ToId("location_id"), request.Day.ToDay("day"));
        try
        {
            await watch.Following.WaitAsync(ends.Token);
            var change = 0L;
            await responseStream.WriteAsync(new DayChanged { Change = change }, ends.Token);
            await foreach (var _ in watch.ChangesAsync(ends.Token))
                await responseStream.WriteAsync(new DayChanged { Change = ++change }, ends.Token);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The reader hung up, or this replica is going and the reader will find another.
        }
    }
}
