namespace PracticeAspire.Notifications.Telling;

/// <summary>Something that people are to be told of: the facts of one event, as they were then. Each kind of fact has a table of its own.</summary>
internal abstract class News
{
    public required Guid EventId { get; init; }

    public required string Kind { get; init; }

    public required long Version { get; init; }

    public required Guid PatientId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>What somebody must act for the patient in to be told of this too: see <see cref="Patients.Scope"/>.</summary>
    public abstract string Scope { get; }

    /// <returns>Why nobody needs to be told any more, in a sentence; null while they do.</returns>
    public abstract string? OutdatedAt(DateTimeOffset now);
}
