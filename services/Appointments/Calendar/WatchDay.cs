using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Calendar;

internal sealed partial class CalendarService
{
    [Authorize(Policies.Staff)]
    public override async Task WatchDay(GetDayRequest request, IServerStreamWriter<DayChanged> responseStream, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        using var watch = feed.Open(request.LocationId.ToId("location_id"), request.Day.ToDay("day"));
        var change = 0L;
        await responseStream.WriteAsync(new DayChanged { Change = change }, ct);
        await foreach (var _ in watch.ChangesAsync(ct))
            await responseStream.WriteAsync(new DayChanged { Change = ++change }, ct);
    }
}
