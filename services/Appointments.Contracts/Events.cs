using PracticeAspire.Events.Contracts;

namespace PracticeAspire.Appointments.Contracts;

/// <summary>What every event of an appointment says of it, as it is after the event. Times are UTC; <see cref="Zone"/> is the location's IANA zone.
/// <see cref="PatientId"/> is the record it was booked under, also when that was merged into another since (PatientsMerged).</summary>
public sealed record AppointmentFacts(
    Guid PatientId,
    Guid PractitionerId,
    Guid LocationId,
    Guid VisitTypeId,
    string VisitType,
    DateTimeOffset Start,
    DateTimeOffset End,
    string Zone);

/// <summary>A time was booked.</summary>
public sealed record AppointmentBooked(
    Guid AppointmentId, long Version, AppointmentFacts Appointment, Guid By, DateTimeOffset OccurredAt) : IEvent
{
    public static string Topic => "appointments.booked.v1";

    public Guid AggregateId => AppointmentId;
}

/// <summary>An appointment moved; the time it had before is free again.</summary>
public sealed record AppointmentRescheduled(
    Guid AppointmentId, long Version, AppointmentFacts Appointment, DateTimeOffset PreviousStart, DateTimeOffset PreviousEnd, Guid By,
    DateTimeOffset OccurredAt) : IEvent
{
    public static string Topic => "appointments.rescheduled.v1";

    public Guid AggregateId => AppointmentId;
}

/// <summary>An appointment will not take place; its time is free again. <paramref name="Late"/>: within the visit type's late-cancellation limit.</summary>
public sealed record AppointmentCancelled(
    Guid AppointmentId, long Version, AppointmentFacts Appointment, bool Late, Guid By, DateTimeOffset OccurredAt) : IEvent
{
    public static string Topic => "appointments.cancelled.v1";

    public Guid AggregateId => AppointmentId;
}

/// <summary>The patient did not come.</summary>
public sealed record AppointmentMissed(
    Guid AppointmentId, long Version, AppointmentFacts Appointment, Guid By, DateTimeOffset OccurredAt) : IEvent
{
    public static string Topic => "appointments.missed.v1";

    public Guid AggregateId => AppointmentId;
}

/// <summary>
/// How long a practitioner works on one day, so that utilisation can be counted: announced when hours or absences change,
/// for the days that changed. <paramref name="Minutes"/> is working time in the location's zone, absences taken off.
/// </summary>
public sealed record WorkingDayPlanned(
    Guid WorkingDayId, long Version, Guid PractitionerId, Guid LocationId, DateOnly Day, int Minutes, DateTimeOffset OccurredAt) : IEvent
{
    public static string Topic => "appointments.working-day-planned.v1";

    public Guid AggregateId => WorkingDayId;
}
