using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// "There may be something new in the outbox." Raised after a commit, never inside it: a NOTIFY in the transaction would make PostgreSQL
/// commit one at a time. A signal that is lost to a crash costs a second, not an event: the relay looks by itself.
/// </summary>
public sealed class OutboxSignal : Signal;

/// <summary>Raises the signal when a save, or the transaction around it, is committed.</summary>
internal sealed class CommitWakesOutbox(OutboxSignal signal) : DbTransactionInterceptor, ISaveChangesInterceptor
{
    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        signal.Raise();
        return Task.CompletedTask;
    }

    public ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context?.Database.CurrentTransaction is null)
            signal.Raise();
        return ValueTask.FromResult(result);
    }
}
