using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.Appointments.Booking;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Calendar;

internal sealed partial class CalendarService
{
    public override async Task<ListForPatientReply> ListForPatient(ListForPatientRequest request, ServerCallContext context)
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        var patient = request.PatientId.ToId("patient_id");
        if (!caller.May(Permissions.ReadCalendar) && !await speaksFor.AskAsync(caller, patient, ct))
            throw new NotFound();
        var limit = request.Limit switch
        {
            0 => 50,
            > 0 and <= 200 => request.Limit,
            _ => throw new Malformed("limit", "The field limit must be from 1 to 200."),
        };

        var book = await books.CurrentAsync(ct);
        var records = book.RecordsOf(book.PatientOf(patient));
        var now = clock.GetCurrentInstant();
        var appointments = await db.Appointments.AsNoTracking()
            .Where(a => records.Contains(a.PatientId) && (a.Status != Status.Held || a.HoldExpiresAt > now))
            .OrderByDescending(a => a.Start).Take(limit).ToListAsync(ct);
        var reply = new ListForPatientReply();
        reply.Appointments.AddRange(appointments.Select(a => a.ToReply(book)));
        return reply;
    }
}
