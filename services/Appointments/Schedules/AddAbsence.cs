using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.Appointments.Booking;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Schedules;

internal sealed partial class SchedulesService
{
    public override async Task<AddAbsenceReply> AddAbsence(AddAbsenceRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var absence = new Absence
        {
            Id = request.Id.ToId("id"),
            PractitionerId = request.PractitionerId.ToIdOrNone("practitioner_id"),
            LocationId = request.LocationId.ToIdOrNone("location_id"),
            Start = request.Start.ToInstant("start"),
            End = request.End.ToInstant("end"),
        };
        if (absence.End <= absence.Start)
            throw new Malformed("end", "An absence ends after it starts.");
        if (absence.PractitionerId is null && absence.LocationId is null)
            throw new Malformed("practitioner_id", "Say who is absent, or which location is closed.");

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Absences.FindAsync([absence.Id], ct) is null)
        {
            db.Absences.Add(absence);
            await db.SaveOrRefuse(ct);
            await ScheduleBooks.ChangedAsync(db, ct);
        }

        await transaction.CommitAsync(ct);
        return await InsideAsync(absence, ct);
    }

    public override async Task<RemoveAbsenceReply> RemoveAbsence(RemoveAbsenceRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var id = request.Id.ToId("id");
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Absences.Where(a => a.Id == id).ExecuteDeleteAsync(ct) > 0)
            await ScheduleBooks.ChangedAsync(db, ct);
        await transaction.CommitAsync(ct);
        return new();
    }

    private async Task<AddAbsenceReply> InsideAsync(Absence absence, CancellationToken ct)
    {
        var inside = await db.Appointments
            .Where(a => a.Status == Status.Booked && a.Start < absence.End && a.End > absence.Start)
            .Where(a => absence.PractitionerId == null || a.PractitionerId == absence.PractitionerId)
            .Where(a => absence.LocationId == null || a.LocationId == absence.LocationId)
            .OrderBy(a => a.Start).Select(a => a.Id).ToListAsync(ct);
        var reply = new AddAbsenceReply();
        reply.AppointmentsInside.AddRange(inside.Select(id => id.ToString()));
        return reply;
    }
}
