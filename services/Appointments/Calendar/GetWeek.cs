using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Appointments.Schedules;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Calendar;

internal sealed partial class CalendarService
{
    public override async Task<GetWeekReply> GetWeek(GetWeekRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var practitioner = request.PractitionerId.ToId("practitioner_id");
        var first = request.FirstDay.ToDay("first_day");
        var book = await books.CurrentAsync(ct);
        var locations = request.LocationId.ToIdOrNone("location_id") is { } one ? [book.Location(one)] : book.Locations.Values.OrderBy(l => l.Name).ToList();
        if (locations.Count == 0)
            return new();

        var zones = locations.Select(l => Zones.Of(l.Zone)).ToList();
        var week = new Interval(zones.Min(z => Zones.Day(z, first).Start), zones.Max(z => Zones.Day(z, first.PlusDays(7)).Start));
        var ids = locations.Select(l => l.Id).ToList();
        var appointments = await Standing(week).Where(a => a.PractitionerId == practitioner && ids.Contains(a.LocationId))
            .OrderBy(a => a.Start).ToListAsync(ct);

        var reply = new GetWeekReply { Zone = zones[0].Id };
        reply.Appointments.AddRange(appointments.Select(a => a.ToReply(book)));
        reply.WorkingTimes.AddRange(
            from location in locations
            from day in Enumerable.Range(0, 7)
            from time in book.WorkingTimes(practitioner, location, first.PlusDays(day))
            select ToReply(practitioner, location.Id, time));
        return reply;
    }
}
