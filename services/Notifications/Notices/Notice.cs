using System.Text.Json.Serialization;
using PracticeAspire.Notifications.Telling;

namespace PracticeAspire.Notifications.Notices;

/// <summary>One line below one person's bell.</summary>
internal sealed class Notice
{
    public required Guid Id { get; init; }

    public required Guid EventId { get; init; }

    [JsonIgnore]
    public News News { get; init; } = null!;

    public required Guid PersonId { get; init; }

    /// <summary>The patient they act for, when that is the only reason they were told; null for who is told for themself.</summary>
    public required Guid? ActsFor { get; init; }

    public required DateTimeOffset At { get; init; }

    public DateTimeOffset? ReadAt { get; init; }

    public static Notice Of(News news, Guid person, Guid? actsFor) =>
        new() { Id = Guid.CreateVersion7(), EventId = news.EventId, PersonId = person, ActsFor = actsFor, At = news.OccurredAt };
}
