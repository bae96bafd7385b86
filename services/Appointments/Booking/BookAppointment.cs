using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Appointments.Schedules;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Booking;

internal sealed partial class BookingService
{
    private const int Tries = 4;

    public override Task<Contracts.Appointment> BookAppointment(BookAppointmentRequest request, ServerCallContext context) =>
        TakeAsync(request, holdFor: null, context);

    private async Task<Contracts.Appointment> TakeAsync(BookAppointmentRequest request, Duration? holdFor, ServerCallContext context)
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        var patient = request.PatientId.ToId("patient_id");
        await RequireMayBookForAsync(caller, patient, ct);

        var holdRanOut = false;
        for (var attempt = 1; ; attempt++)
        {
            var now = clock.GetCurrentInstant();
            Wish wish;
            ScheduleBook book;
            try
            {
                (wish, book) = await books.DecideAsync(book => (Wish.For(
                    book, request.Id.ToId("id"), book.PatientOf(patient), request.PractitionerId.ToId("practitioner_id"), request.LocationId.ToId("location_id"),
                    request.VisitTypeId.ToId("visit_type_id"), request.Start.ToInstant("start"), now + holdFor, caller.PersonId, now), book), ct);
            }
            catch (RuleBroken)
            {
                if (await FirstAnswerAsync(request, ct) is not { } first)
                    throw;
                return first;
            }

            if (await TryTakeAsync(wish, book, ct) is { } taken)
                return taken.ToReply(book);

            book = await books.CurrentAsync(ct);
            if (await db.Appointments.FindAsync([wish.Id], ct) is { } asked)
            {
                if (await AnswerAgainAsync(asked, wish, book, caller, ct) is { } answer)
                    return answer.ToReply(book);
                holdRanOut = true;
            }

            if (await whyNot.AskAsync(wish, book, holdRanOut, ct) is { } refusal)
                throw refusal;
            if (attempt == Tries)
                throw new RuleBroken("practitioner-busy", "That time is much sought after just now. Choose another, or try again in a moment.");
        }
    }

    /// <summary>What was booked before under this id stands, also when it could not be booked any more: its time has passed, hours were changed.</summary>
    private async Task<Contracts.Appointment?> FirstAnswerAsync(BookAppointmentRequest request, CancellationToken ct)
    {
        var id = request.Id.ToId("id");
        if (await db.Appointments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id && a.Status != Status.Held, ct) is not { } booked)
            return null;

        var book = await books.CurrentAsync(ct);
        await RequireSameAsync(
            booked, book.PatientOf(booked.PatientId) == book.PatientOf(request.PatientId.ToId("patient_id")) && booked.LocationId == request.LocationId.ToId("location_id")
                && booked.VisitTypeId == request.VisitTypeId.ToId("visit_type_id"),
            request.PractitionerId.ToId("practitioner_id"), request.Start.ToInstant("start"), ct);
        return booked.ToReply(book);
    }

    private async Task<Appointment?> TryTakeAsync(Wish wish, ScheduleBook book, CancellationToken ct)
    {
        try
        {
            var announcement = wish.HoldUntil is null ? OutboxEntry.Of(Booked(Appointment.Written(wish, room: null), book, wish.By, wish.Now)) : null;
            return await claimTime.TryAsync(wish, book.Version, announcement, ct);
        }
        catch (PostgresException wall) when (wall.SqlState == PostgresErrorCodes.ExclusionViolation)
        {
            // What stands in the way was not visible to the query: a hold that has run out and that nobody has swept yet.
            await ExpireHolds.LetGoAsync(db, wish.Now, ct);
            return null;
        }
        catch (PostgresException refusal) when (db.Sentence(refusal) is { } sentence)
        {
            throw sentence;
        }
    }

    /// <summary>
    /// The id is known: the same request once more gets the same answer, and a booking of what was held confirms it.
    /// Null when it was a hold that has run out; it is gone then and the time may be tried for afresh.
    /// </summary>
    private async Task<Appointment?> AnswerAgainAsync(Appointment asked, Wish wish, ScheduleBook book, Caller caller, CancellationToken ct)
    {
        await RequireSameAsync(
            asked, book.PatientOf(asked.PatientId) == book.PatientOf(wish.PatientRecord) && asked.LocationId == wish.Location.Id && asked.VisitTypeId == wish.VisitType.Id,
            wish.PractitionerId, wish.Visit.Start, ct);
        if (asked.Status != Status.Held)
            return asked;
        if (asked.HoldExpiresAt > wish.Now)
            return wish.HoldUntil is not null || await ConfirmedAsync(asked, book, caller, ct) ? asked : null;

        await db.Appointments.Where(a => a.Id == asked.Id && a.Status == Status.Held).ExecuteDeleteAsync(ct);
        db.ChangeTracker.Clear();
        return null;
    }

    private async Task<bool> ConfirmedAsync(Appointment held, ScheduleBook book, Caller caller, CancellationToken ct)
    {
        try
        {
            return await ConfirmAsync(held, book, caller, ct);
        }
        catch (Stale)
        {
            // Asked for twice at once: the other one has confirmed it.
            await db.Entry(held).ReloadAsync(ct);
            return held.Status == Status.Booked;
        }
    }

    private async Task<bool> ConfirmAsync(Appointment held, ScheduleBook book, Caller caller, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var kept = await db.Claims.Where(c => c.AppointmentId == held.Id)
            .ExecuteUpdateAsync(c => c.SetProperty(claim => claim.HeldUntil, (Instant?)null), ct);
        if (kept == 0)
            return false;

        held.Confirm();
        Note(held, "booked", caller);
        db.Publish(Booked(held, book, caller.PersonId, clock.GetCurrentInstant()));
        await db.SaveOrRefuse(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    // Practitioner and time may have been changed since, so the history says with which it began.
    private async Task RequireSameAsync(Appointment asked, bool same, Guid practitioner, Instant start, CancellationToken ct)
    {
        var first = await db.Changes.AsNoTracking().Where(c => c.AppointmentId == asked.Id).OrderBy(c => c.Id).FirstAsync(ct);
        if (!same || first.PractitionerId != practitioner || first.Start != start)
            throw new RuleBroken("id-reused", "This booking was already made with other details. Start again from the free times.");
    }

    private static AppointmentBooked Booked(Appointment appointment, ScheduleBook book, Guid by, Instant at) =>
        new(appointment.Id, appointment.Version, appointment.ToFacts(book), by, at.ToDateTimeOffset());
}
