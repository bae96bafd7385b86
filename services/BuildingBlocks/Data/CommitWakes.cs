using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PracticeAspire.BuildingBlocks;

/// <summary>Raises a signal when a save through <typeparamref name="TDb"/>, or the transaction around it, is committed.</summary>
internal sealed class CommitWakes<TDb, TSignal>(TSignal signal) : DbTransactionInterceptor, ISaveChangesInterceptor, IDbContextOptionsConfiguration<TDb>
    where TDb : ServiceDb
    where TSignal : Signal
{
    public void Configure(IServiceProvider serviceProvider, DbContextOptionsBuilder optionsBuilder) => optionsBuilder.AddInterceptors(this);

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
