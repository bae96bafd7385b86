namespace PracticeAspire.BuildingBlocks;

/// <summary>An event that was applied or set aside, above the topic's head.</summary>
public sealed class InboxEntry
{
    public required string Topic { get; init; }

    public long Sequence { get; init; }
}

/// <summary>Everything up to and including this sequence was applied or set aside.</summary>
public sealed class InboxHead
{
    public required string Topic { get; init; }

    public long Sequence { get; init; }
}

/// <summary>An event that could not be applied after every retry; kept until an operator replays it.</summary>
public sealed class DeadLetterEntry
{
    public required string Topic { get; init; }

    public long Sequence { get; init; }

    public Guid EventId { get; init; }

    public required string Data { get; init; }

    public DateTimeOffset OccurredAt { get; init; }

    public DateTimeOffset FirstFailedAt { get; init; }

    public required string Error { get; init; }
}
