using PracticeAspire.Events.Contracts;

namespace PracticeAspire.Users.Contracts;

/// <summary>A patient is known to the practice, or what others may know of them has changed.</summary>
public sealed record PatientRegistered(Guid PatientId, long Version, DateTimeOffset OccurredAt) : IEvent
{
    public static string Topic => "users.patient-registered.v1";

    public Guid AggregateId => PatientId;
}

/// <summary>Someone who sees patients has joined, or changed speciality, or has left (<paramref name="Active"/> is false).</summary>
public sealed record PractitionerRegistered(
    Guid PractitionerId, long Version, IReadOnlyList<string> Specialities, bool Active, DateTimeOffset OccurredAt) : IEvent
{
    public static string Topic => "users.practitioner-registered.v1";

    public Guid AggregateId => PractitionerId;
}
