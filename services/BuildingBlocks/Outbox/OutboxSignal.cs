namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// "There may be something new in the outbox." Raised after a commit, never inside it: a NOTIFY in the transaction would make PostgreSQL
/// commit one at a time. A signal that is lost to a crash costs a second, not an event: the relay looks by itself.
/// </summary>
public sealed class OutboxSignal : Signal;
