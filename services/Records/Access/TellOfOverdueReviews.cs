using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Records.Access;

/// <summary>
/// Tells of each emergency that nobody has looked at in time, and again each day until somebody has. Every replica looks; what one has in hand the others pass over. After a time of being down
/// what fell due meanwhile is told at the start.
/// </summary>
internal sealed class TellOfOverdueReviews(IServiceScopeFactory scopes, IClock clock, ILogger<TellOfOverdueReviews> log) : BackgroundService
{
    private const int Step = 100;
    private static readonly Duration Again = Duration.FromDays(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await TellOfSomeAsync(stoppingToken) == Step)
                {
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("Overdue reviews are told of later: {Reason}", failure.Message);
            }

            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Of how many was told.</returns>
    internal async Task<int> TellOfSomeAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RecordsDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = clock.GetCurrentInstant();

        // Working days are at most days: nothing younger can be overdue.
        var (before, told) = (now - Duration.FromDays(GlassBreak.ReviewedWithin), now - Again);
        var waiting = await db.GlassBreaks.FromSql(
            $"""
            SELECT * FROM glass_break WHERE reviewed_at IS NULL AND (overdue_at IS NULL OR overdue_at <= {told}) AND at < {before}
            ORDER BY at LIMIT {Step} FOR UPDATE SKIP LOCKED
            """).ToListAsync(ct);
        var overdue = waiting.Where(g => g.IsOverdue(now)).ToList();
        foreach (var glass in overdue)
        {
            glass.MarkOverdue(now);
            db.Publish(new ReviewOverdue(glass.Id, glass.Version, glass.PatientId, glass.PersonId, now.ToDateTimeOffset()));
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return overdue.Count;
    }
}
