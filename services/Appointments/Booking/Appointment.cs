using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Appointments.Schedules;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Appointments.Booking;

/// <summary>Stored as smallint; the numbers are for ever.</summary>
internal enum Status : short
{
    Held = 1,
    Booked = 2,
    Cancelled = 3,
    NoShow = 4,
}

/// <summary>A time that a patient has, or had, with a practitioner at a location.</summary>
internal sealed class Appointment
{
    public Guid Id { get; init; }

    public long Version { get; private set; } = 1;

    public Status Status { get; private set; }

    /// <summary>The record it was booked under; <see cref="ScheduleBook.PatientOf"/> knows whose that is now.</summary>
    public Guid PatientId { get; init; }

    public Guid PractitionerId { get; private set; }

    public Guid LocationId { get; init; }

    public Guid? RoomId { get; private set; }

    public Guid VisitTypeId { get; init; }

    public Instant Start { get; private set; }

    public Instant End { get; private set; }

    /// <summary>Only while held.</summary>
    public Instant? HoldExpiresAt { get; private set; }

    public string? CancellationReason { get; private set; }

    public bool CancelledLate { get; private set; }

    public void Confirm()
    {
        Status = Status.Booked;
        HoldExpiresAt = null;
        Version++;
    }

    public void MoveTo(Guid practitioner, Guid? room, Interval visit)
    {
        (PractitionerId, RoomId, Start, End) = (practitioner, room, visit.Start, visit.End);
        Version++;
    }

    public void Cancel(string reason, VisitType visitType, Instant now)
    {
        RequireBooked();
        if (now >= End)
            throw new RuleBroken("already-over", "This appointment is over. Mark it as not attended instead.");

        Status = Status.Cancelled;
        CancellationReason = reason;
        CancelledLate = now > Start - Duration.FromHours(visitType.LateCancellationHours);
        Version++;
    }

    public void MarkNoShow(Instant now)
    {
        RequireBooked();
        if (now < Start)
            throw new RuleBroken("not-started", "This appointment has not begun yet. Wait until its time, or cancel it.");

        Status = Status.NoShow;
        Version++;
    }

    public void RequireBooked()
    {
        if (Status != Status.Booked)
            throw new RuleBroken("not-booked", "This appointment is not booked any more. Look at it as it is now.");
    }

    public void RequireVersion(long seen)
    {
        if (seen != Version)
            throw new Stale(Version);
    }

    public AppointmentFacts ToFacts(ScheduleBook book) => new(
        PatientId, PractitionerId, LocationId, VisitTypeId, book.VisitType(VisitTypeId).Name,
        Start.ToDateTimeOffset(), End.ToDateTimeOffset(), book.Location(LocationId).Zone);

    public Contracts.Appointment ToReply(ScheduleBook book)
    {
        var location = book.Location(LocationId);
        return new()
        {
            Id = Id.ToString(),
            Version = Version,
            Status = (AppointmentStatus)Status,
            PatientId = book.PatientOf(PatientId).ToString(),
            PractitionerId = PractitionerId.ToString(),
            LocationId = LocationId.ToString(),
            LocationName = location.Name,
            Zone = location.Zone,
            RoomId = RoomId?.ToString() ?? "",
            RoomName = location.Rooms.Find(r => r.Id == RoomId)?.Name ?? "",
            VisitTypeId = VisitTypeId.ToString(),
            VisitTypeName = book.VisitType(VisitTypeId).Name,
            Start = Start.ToTimestamp(),
            End = End.ToTimestamp(),
            HoldExpiresAt = HoldExpiresAt?.ToTimestamp(),
            CancellationReason = CancellationReason ?? "",
            CancelledLate = CancelledLate,
        };
    }

    /// <summary>An appointment as <see cref="ClaimTime"/> has just written it.</summary>
    public static Appointment Written(Wish wish, Guid? room) => new()
    {
        Id = wish.Id,
        Status = wish.HoldUntil is null ? Status.Booked : Status.Held,
        PatientId = wish.PatientRecord,
        PractitionerId = wish.PractitionerId,
        LocationId = wish.Location.Id,
        RoomId = room,
        VisitTypeId = wish.VisitType.Id,
        Start = wish.Visit.Start,
        End = wish.Visit.End,
        HoldExpiresAt = wish.HoldUntil,
    };
}

/// <summary>That an appointment takes a practitioner, a patient or a room for a time. The database lets no two of them overlap.</summary>
internal sealed class ResourceClaim
{
    public Guid AppointmentId { get; init; }

    public Guid Resource { get; init; }

    public Interval During { get; init; }

    /// <summary>A hold's end; null for what is booked.</summary>
    public Instant? HeldUntil { get; init; }
}

/// <summary>What happened to an appointment. Never changed, never deleted while the appointment stands.</summary>
internal sealed class AppointmentChange
{
    public long Id { get; init; }

    public Guid AppointmentId { get; init; }

    public required string What { get; init; }

    public Instant At { get; init; }

    public Guid By { get; init; }

    public Instant Start { get; init; }

    public Instant End { get; init; }

    public Guid PractitionerId { get; init; }

    public static AppointmentChange Of(Appointment appointment, string what, Guid by, Instant at) => new()
    {
        AppointmentId = appointment.Id,
        What = what,
        At = at,
        By = by,
        Start = appointment.Start,
        End = appointment.End,
        PractitionerId = appointment.PractitionerId,
    };
}
