using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Schedules;

internal sealed partial class SchedulesService
{
    public override async Task<WorkingHours> SetWorkingHours(WorkingHours request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var practitioner = request.PractitionerId.ToId("practitioner_id");
        var location = request.LocationId.ToId("location_id");
        var weekly = Parse(request.Hours);
        var book = await books.CurrentAsync(ct);
        book.Location(location);
        book.Practitioner(practitioner);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var hours = await db.Hours.SingleOrDefaultAsync(h => h.PractitionerId == practitioner && h.LocationId == location, ct);
        if (hours is null)
            db.Hours.Add(hours = new PractitionerHours { PractitionerId = practitioner, LocationId = location });
        hours.Weekly = weekly;

        await db.SaveOrRefuse(ct);
        await ScheduleBooks.ChangedAsync(db, ct);
        await transaction.CommitAsync(ct);
        return Hours(await books.CurrentAsync(ct), practitioner, location);
    }
}
