using NodaTime;

namespace PracticeAspire.Users.People;

/// <summary>That a record was found to be of the same person as another, and what came of it, so that it can be undone exactly.</summary>
internal sealed class Merge
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid SurvivorId { get; init; }

    public required Guid MergedId { get; init; }

    /// <summary>What the surviving record did not know and took over; <see cref="CombinedDetails"/> has the names.</summary>
    public required string[] Filled { get; init; }

    /// <summary>Under which names the survivor is found since.</summary>
    public required string[] NamesAdded { get; init; }

    public required bool MergedWasActive { get; init; }

    public required Instant At { get; init; }

    public required Guid By { get; init; }

    public Instant? UndoneAt { get; private set; }

    public Guid? UndoneBy { get; private set; }

    public void Undo(Instant at, Guid by) => (UndoneAt, UndoneBy) = (at, by);
}
