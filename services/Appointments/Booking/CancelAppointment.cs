using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Booking;

internal sealed partial class BookingService
{
    public override async Task<Contracts.Appointment> CancelAppointment(CancelAppointmentRequest request, ServerCallContext context)
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        var appointment = await FindAsync(caller, request.Id.ToId("id"), ct);
        var reason = request.Reason.ToText("reason", 500);
        var book = await books.CurrentAsync(ct);

        return await db.Once(request.RequestId.ToId("request_id"), request, async () =>
        {
            appointment.RequireVersion(request.Version);
            var now = clock.GetCurrentInstant();
            appointment.Cancel(reason, book.VisitType(appointment.VisitTypeId), now);

            await db.Claims.Where(c => c.AppointmentId == appointment.Id).ExecuteDeleteAsync(ct);
            Note(appointment, "cancelled", caller);
            db.Publish(new AppointmentCancelled(
                appointment.Id, appointment.Version, appointment.ToFacts(book), appointment.CancelledLate, caller.PersonId, now.ToDateTimeOffset()));
            await db.SaveOrRefuse(ct);
            return appointment.ToReply(book);
        }, ct);
    }
}
