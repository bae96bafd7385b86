using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Calendar;

internal sealed partial class CalendarService
{
    public override async Task<AppointmentDetail> GetAppointment(GetAppointmentRequest request, ServerCallContext context)
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        var id = request.Id.ToId("id");
        var appointment = await db.Appointments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct);
        var book = await books.CurrentAsync(ct);
        if (appointment is null || (!caller.May(Permissions.ReadCalendar) && !await speaksFor.AskAsync(caller, appointment.PatientId, ct)))
            throw new NotFound();

        var detail = new AppointmentDetail { Appointment = appointment.ToReply(book) };
        await foreach (var change in db.Changes.AsNoTracking().Where(c => c.AppointmentId == id).OrderBy(c => c.Id).AsAsyncEnumerable().WithCancellation(ct))
        {
            detail.History.Add(new HistoryEntry
            {
                At = change.At.ToTimestamp(),
                What = change.What,
                By = change.By.ToString(),
                Start = change.Start.ToTimestamp(),
                End = change.End.ToTimestamp(),
                PractitionerId = change.PractitionerId.ToString(),
            });
        }

        return detail;
    }
}
