using Grpc.Core;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Appointments.Schedules;

internal sealed partial class SchedulesService
{
    public override async Task<ListVisitTypesReply> ListVisitTypes(ListVisitTypesRequest request, ServerCallContext context)
    {
        var book = await books.CurrentAsync(context.CancellationToken);
        var reply = new ListVisitTypesReply();
        reply.VisitTypes.AddRange(book.VisitTypes.Values.OrderBy(v => v.Name).Select(ToReply));
        return reply;
    }

    public override async Task<ListLocationsReply> ListLocations(ListLocationsRequest request, ServerCallContext context)
    {
        var book = await books.CurrentAsync(context.CancellationToken);
        var reply = new ListLocationsReply();
        reply.Locations.AddRange(book.Locations.Values.OrderBy(l => l.Name).Select(ToReply));
        return reply;
    }

    public override async Task<WorkingHours> GetWorkingHours(GetWorkingHoursRequest request, ServerCallContext context)
    {
        var practitioner = request.PractitionerId.ToId("practitioner_id");
        var location = request.LocationId.ToId("location_id");
        var book = await books.CurrentAsync(context.CancellationToken);
        return Hours(book, practitioner, book.Location(location).Id);
    }

    private static WorkingHours Hours(ScheduleBook book, Guid practitioner, Guid location)
    {
        var reply = new WorkingHours { PractitionerId = practitioner.ToString(), LocationId = location.ToString() };
        reply.Hours.AddRange(book.WeeklyHours(practitioner, location).OrderBy(h => (h.Weekday, h.From)).Select(ToReply));
        return reply;
    }
}
