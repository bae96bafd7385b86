using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Appointments.Schedules;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Calendar;

internal sealed partial class CalendarService
{
    public override async Task<GetDayReply> GetDay(GetDayRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var book = await books.CurrentAsync(ct);
        var location = book.Location(request.LocationId.ToId("location_id"));
        var day = request.Day.ToDay("day");
        var hours = Zones.Day(Zones.Of(location.Zone), day);

        var appointments = await Standing(hours).Where(a => a.LocationId == location.Id)
            .OrderBy(a => a.PractitionerId).ThenBy(a => a.Start).ToListAsync(ct);
        var reply = new GetDayReply();
        reply.Appointments.AddRange(appointments.Select(a => a.ToReply(book)));
        reply.WorkingTimes.AddRange(
            from practitioner in book.Practitioners.Values
            where practitioner.Active
            from time in book.WorkingTimes(practitioner.Id, location, day)
            select ToReply(practitioner.Id, location.Id, time));
        return reply;
    }
}
