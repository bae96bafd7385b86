namespace PracticeAspire.Records.People;

/// <summary>That someone may see and decide about a patient's record, as the newest event says.</summary>
internal sealed class Proxy
{
    public required Guid Id { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid ProxyId { get; init; }

    public required long Version { get; init; }

    /// <summary>Null: until another event says so.</summary>
    public required DateTimeOffset? EndsAt { get; init; }
}
