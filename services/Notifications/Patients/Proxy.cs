namespace PracticeAspire.Notifications.Patients;

/// <summary>That someone is told of what concerns a patient too, because they see to it, as the newest event says.</summary>
internal sealed class Proxy
{
    public required Guid Id { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid ProxyId { get; init; }

    public required long Version { get; init; }

    /// <summary>What for: see <see cref="Scope"/>.</summary>
    public required string[] Scopes { get; init; }

    /// <summary>Null: until another event says so.</summary>
    public required DateTimeOffset? EndsAt { get; init; }
}
