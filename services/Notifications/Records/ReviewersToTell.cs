namespace PracticeAspire.Notifications.Records;

/// <summary>That the privacy officers are still to be told of an event. There until they were.</summary>
internal sealed class ReviewersToTell
{
    public required Guid EventId { get; init; }

    public required string? TraceParent { get; init; }
}
