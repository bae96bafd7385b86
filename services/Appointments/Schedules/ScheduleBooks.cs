using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Appointments.Schedules;

/// <summary>Keeps the process' copy of the schedule book, and notices when it is no longer the current one.</summary>
internal sealed class ScheduleBooks(NpgsqlDataSource source, IServiceScopeFactory scopes, IClock clock) : IDisposable
{
    private readonly SemaphoreSlim one = new(1, 1);
    private ScheduleBook? kept;

    /// <summary>
    /// Decides by the book as last seen. A refusal by an old one is no refusal, so the current one is asked then; whoever accepts has the
    /// version checked by their own statement, and comes back here after <see cref="ReloadAsync"/> if it was an old one.
    /// </summary>
    public async Task<T> DecideAsync<T>(Func<ScheduleBook, T> decide, CancellationToken ct)
    {
        var book = kept ?? await ReloadAsync(atLeast: 0, ct);
        try
        {
            return decide(book);
        }
        catch (RuleBroken)
        {
            var current = await CurrentAsync(ct);
            if (current == book)
                throw;
            return decide(current);
        }
    }

    /// <summary>The book as it is now: asks the database for its version.</summary>
    public async Task<ScheduleBook> CurrentAsync(CancellationToken ct)
    {
        await using var ask = source.CreateCommand("SELECT version FROM schedule_version");
        var version = (long)(await ask.ExecuteScalarAsync(ct))!;
        return kept is { } book && book.Version == version ? book : await ReloadAsync(atLeast: version, ct);
    }

    /// <summary>Reads the book unless someone else just did.</summary>
    public async Task<ScheduleBook> ReloadAsync(long atLeast, CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            if (kept is { } book && book.Version >= atLeast)
                return book;
            return kept = await ReadAsync(ct);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Tells every process that its copy is old. Part of the transaction that changes anything in the book.</summary>
    public static Task ChangedAsync(AppointmentsDb db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"UPDATE schedule_version SET version = version + 1", ct);

    public void Dispose() => one.Dispose();

    private async Task<ScheduleBook> ReadAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppointmentsDb>();
        await using var oneMoment = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);

        var version = await db.Database.SqlQuery<long>($"SELECT version AS \"Value\" FROM schedule_version").SingleAsync(ct);
        var lastMonth = clock.GetCurrentInstant() - Duration.FromDays(31);
        return new(
            version,
            await db.Locations.AsNoTracking().Include(l => l.Rooms).ToListAsync(ct),
            await db.VisitTypes.AsNoTracking().ToListAsync(ct),
            await db.Practitioners.AsNoTracking().ToListAsync(ct),
            await db.Hours.AsNoTracking().ToListAsync(ct),
            await db.Absences.AsNoTracking().Where(a => a.End > lastMonth).ToListAsync(ct),
            await db.MergedPatients.AsNoTracking().Where(m => m.SurvivorId != null).ToListAsync(ct));
    }
}
