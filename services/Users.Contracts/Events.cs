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

/// <summary>
/// Two records were of one person. What is known of <paramref name="MergedId"/> belongs to <paramref name="SurvivorId"/> from now on, until
/// <see cref="PatientsUnmerged"/> says otherwise. The version is the merged record's. A survivor is never merged itself.
/// </summary>
public sealed record PatientsMerged(Guid SurvivorId, Guid MergedId, long Version, DateTimeOffset OccurredAt) : IEvent
{
    public static string Topic => "users.patients-merged.v1";

    public Guid AggregateId => MergedId;
}

/// <summary>They were two people after all: each has again what was theirs. The version is that of the record that had been merged.</summary>
public sealed record PatientsUnmerged(Guid SurvivorId, Guid MergedId, long Version, DateTimeOffset OccurredAt) : IEvent
{
    public static string Topic => "users.patients-unmerged.v1";

    public Guid AggregateId => MergedId;
}

/// <summary>
/// Someone is to be mailed a link by which they choose a password. The link itself is asked of users when the mail is written
/// (<c>AccountLinks/GetLink</c>), so that no event log can open anything.
/// </summary>
/// <param name="ExpiresAt">When the link is over, and mailing it would be of no use.</param>
public sealed record AccountLinkAsked(Guid LinkId, DateTimeOffset ExpiresAt, DateTimeOffset OccurredAt) : IEvent
{
    public static string Topic => "users.account-link-asked.v1";

    public Guid AggregateId => LinkId;

    public long Version => 1;
}

/// <summary>
/// Someone may act for a patient until <paramref name="EndsAt"/>, or may so no more: then that is when it ended. Null: until it is ended.
/// </summary>
/// <param name="Scopes">What for: <c>appointments</c>, <c>records</c>.</param>
public sealed record ProxyChanged(
    Guid ProxyGrantId, long Version, Guid PatientId, Guid ProxyId, IReadOnlyList<string> Scopes, DateTimeOffset? EndsAt, DateTimeOffset OccurredAt) : IEvent
{
    public static string Topic => "users.proxy-changed.v1";

    public Guid AggregateId => ProxyGrantId;
}
