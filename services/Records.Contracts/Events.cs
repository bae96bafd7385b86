using PracticeAspire.Events.Contracts;

namespace PracticeAspire.Records.Contracts;

/// <summary>Something was written into a patient's record, changed there or marked as a mistake. Of what kind and by whom only the record says.</summary>
public sealed record RecordAmended(Guid EntryId, long Version, Guid PatientId, DateTimeOffset OccurredAt) : IEvent
{
    public static string Topic => "records.amended.v1";

    public Guid AggregateId => EntryId;
}

/// <summary>Someone asks the owner of a record to let them see it.</summary>
public sealed record AccessRequested(Guid RequestId, long Version, Guid PatientId, Guid RequesterId, DateTimeOffset OccurredAt) : IEvent
{
    public static string Topic => "records.access-requested.v1";

    public Guid AggregateId => RequestId;
}

/// <summary>The owner lets them, until <paramref name="EndsAt"/>.</summary>
public sealed record AccessGranted(
    Guid RequestId, long Version, Guid PatientId, Guid RequesterId, Guid By, DateTimeOffset EndsAt, DateTimeOffset OccurredAt) : IEvent
{
    public static string Topic => "records.access-granted.v1";

    public Guid AggregateId => RequestId;
}

/// <summary>The owner does not let them, or no longer.</summary>
public sealed record AccessRefused(Guid RequestId, long Version, Guid PatientId, Guid RequesterId, Guid By, DateTimeOffset OccurredAt) : IEvent
{
    public static string Topic => "records.access-refused.v1";

    public Guid AggregateId => RequestId;
}

/// <summary>Someone opened a record that was closed to them, in an emergency as they say, until <paramref name="EndsAt"/>.</summary>
public sealed record GlassBroken(Guid GlassBreakId, long Version, Guid PatientId, Guid PersonId, DateTimeOffset EndsAt, DateTimeOffset OccurredAt) : IEvent
{
    public static string Topic => "records.glass-broken.v1";

    public Guid AggregateId => GlassBreakId;
}

/// <summary>Nobody has looked at an emergency in the three working days there are for it. Told once.</summary>
public sealed record ReviewOverdue(Guid GlassBreakId, long Version, Guid PatientId, Guid PersonId, DateTimeOffset OccurredAt) : IEvent
{
    public static string Topic => "records.review-overdue.v1";

    public Guid AggregateId => GlassBreakId;
}

/// <summary>A patient's record was erased for good. What others derived from it is to go too.</summary>
public sealed record RecordErased(Guid PatientId, long Version, DateTimeOffset OccurredAt) : IEvent
{
    public static string Topic => "records.erased.v1";

    public Guid AggregateId => PatientId;
}
