namespace PracticeAspire.Events.Contracts;

/// <summary>
/// A fact that a service tells the others. Implemented by records in the publisher's Contracts: past tense, ids and facts only,
/// never a name or anything clinical. Serialized as camelCase JSON.
/// </summary>
public interface IEvent
{
    /// <summary>Where it is published, e.g. <c>appointments.booked.v1</c>. A change that breaks readers is a new version beside the old.</summary>
    static abstract string Topic { get; }

    /// <summary>The thing it happened to.</summary>
    Guid AggregateId { get; }

    /// <summary>The thing's version after it happened, counted from 1. Readers ignore what is older than what they have.</summary>
    long Version { get; }
}
