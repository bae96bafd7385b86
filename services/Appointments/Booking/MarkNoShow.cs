using Grpc.Core;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Booking;

internal sealed partial class BookingService
{
    public override async Task<Contracts.Appointment> MarkNoShow(MarkNoShowRequest request, ServerCallContext context)
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        var appointment = await FindAsync(caller, request.Id.ToId("id"), ct);
        var book = await books.CurrentAsync(ct);

        return await db.Once(request.RequestId.ToId("request_id"), request, async () =>
        {
            appointment.RequireVersion(request.Version);
            var now = clock.GetCurrentInstant();
            appointment.MarkNoShow(now);

            Note(appointment, "no-show", caller);
            db.Publish(new AppointmentMissed(
                appointment.Id, appointment.Version, appointment.ToFacts(book), caller.PersonId, now.ToDateTimeOffset()));
            await db.SaveOrRefuse(ct);
            return appointment.ToReply(book);
        }, ct);
    }
}
