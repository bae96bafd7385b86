using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Appointments.Schedules;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Booking;

internal sealed partial class BookingService
{
    public override async Task<Contracts.Appointment> RescheduleAppointment(RescheduleAppointmentRequest request, ServerCallContext context)
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        var appointment = await FindAsync(caller, request.Id.ToId("id"), ct);
        var practitioner = request.PractitionerId.ToIdOrNone("practitioner_id") ?? appointment.PractitionerId;
        var start = request.Start.ToInstant("start");
        var book = await books.CurrentAsync(ct);

        return await db.Once(request.RequestId.ToId("request_id"), request, async () =>
        {
            appointment.RequireVersion(request.Version);
            appointment.RequireBooked();
            var now = clock.GetCurrentInstant();
            var wish = Wish.For(
                book, appointment.Id, appointment.PatientId, practitioner, appointment.LocationId, appointment.VisitTypeId, start,
                holdUntil: null, caller.PersonId, now);

            // What stood in the way may be gone by the time the reason is looked for; then it is still this answer, not a move without a claim.
            var room = await MoveClaimsAsync(wish, book, ct)
                ?? throw await whyNot.AskAsync(wish, book, holdRanOut: false, ct)
                ?? new RuleBroken("practitioner-busy", "That time is much sought after just now. Choose another, or try again in a moment.");

            var (previousStart, previousEnd) = (appointment.Start.ToDateTimeOffset(), appointment.End.ToDateTimeOffset());
            appointment.MoveTo(practitioner, room.Room, wish.Visit);
            Note(appointment, "rescheduled", caller);
            db.Publish(new AppointmentRescheduled(
                appointment.Id, appointment.Version, appointment.ToFacts(book), previousStart, previousEnd, caller.PersonId, now.ToDateTimeOffset()));
            await db.SaveOrRefuse(ct);
            return appointment.ToReply(book);
        }, ct);
    }

    /// <summary>Takes the new time and gives the old one back, in the caller's transaction.</summary>
    /// <returns>The room, if one is needed, in a box; null when something needed is not free.</returns>
    private async Task<Chosen?> MoveClaimsAsync(Wish wish, ScheduleBook book, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(key) FROM unnest({wish.Locks()}) AS key", ct);
        if (await db.Database.SqlQuery<long>($"SELECT version AS \"Value\" FROM schedule_version").SingleAsync(ct) != book.Version)
            throw new RuleBroken("schedule-changed", "The working hours have just been changed. Look at the free times again.");

        await ExpireHolds.LetGoAsync(db, wish.Now, ct);
        await db.Claims.Where(c => c.AppointmentId == wish.Id).ExecuteDeleteAsync(ct);
        var taken = await whyNot.TakenAsync(wish, ct);
        var room = wish.VisitType.NeedsRoom ? wish.Location.Rooms.OrderBy(r => r.Name).FirstOrDefault(r => !taken.Contains(r.Id)) : null;
        if (taken.Contains(wish.PractitionerId) || wish.PatientIsAmong(taken) || (wish.VisitType.NeedsRoom && room is null))
            return null;

        db.Claims.Add(new() { AppointmentId = wish.Id, Resource = wish.PractitionerId, During = wish.Claim });
        db.Claims.Add(new() { AppointmentId = wish.Id, Resource = wish.PatientRecord, During = wish.Visit });
        if (room is not null)
            db.Claims.Add(new() { AppointmentId = wish.Id, Resource = room.Id, During = wish.Claim });
        return new(room?.Id);
    }

    private sealed record Chosen(Guid? Room);
}
