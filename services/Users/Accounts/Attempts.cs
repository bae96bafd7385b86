using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace PracticeAspire.Users.Accounts;

/// <summary>How many attempts a key has at once, and how soon it has one more: in an hour that many, and an hour's worth of more.</summary>
internal sealed record AttemptLimit(string Key, int AtOnce, Duration OneMoreEvery);

/// <summary>What is left of a key's attempts, as one time: each attempt moves it on, and it may not lie further ahead than all attempts reach.</summary>
internal sealed record SpentAttempts(string Key, Instant FreeAt);

/// <summary>
/// Counts attempts where every replica sees them. An attempt is spent before it is looked at, in one statement, so that a hundred at once are
/// counted like a hundred one by one; one that is refused costs nothing, so that the wait does not grow by trying.
/// </summary>
internal sealed class Attempts(UsersDb db, IClock clock)
{
    public async Task<bool> SpendAsync(AttemptLimit limit, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var reach = now + (limit.AtOnce * limit.OneMoreEvery);
        return await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO attempts AS spent (key, free_at) VALUES ({limit.Key}, {now + limit.OneMoreEvery})
            ON CONFLICT (key) DO UPDATE SET free_at = greatest(spent.free_at, {now}) + {limit.OneMoreEvery}
            WHERE greatest(spent.free_at, {now}) + {limit.OneMoreEvery} <= {reach}
            """,
            ct) == 1;
    }

    /// <summary>
    /// Spends an attempt of each, or of none: whoever has used up their own takes nothing of what they share with others, however often they try.
    /// </summary>
    /// <param name="limits">The last is only this visitor's.</param>
    public async Task<bool> SpendAsync(AttemptLimit[] limits, CancellationToken ct)
    {
        for (var i = limits.Length - 1; i >= 0; i--)
        {
            if (await SpendAsync(limits[i], ct))
                continue;
            foreach (var spent in limits[(i + 1)..])
                await GiveBackAsync(spent, ct);
            return false;
        }

        return true;
    }

    /// <summary>It was the right person after all: what was tried from here was a slip, what others tried stays counted.</summary>
    public async Task GiveBackAsync(AttemptLimit[] limits, CancellationToken ct)
    {
        await GiveAllBackAsync(limits[^1], ct);
        foreach (var shared in limits[..^1])
            await GiveBackAsync(shared, ct);
    }

    public Task GiveBackAsync(AttemptLimit limit, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"UPDATE attempts SET free_at = free_at - {limit.OneMoreEvery} WHERE key = {limit.Key}", ct);

    private Task<int> GiveAllBackAsync(AttemptLimit limit, CancellationToken ct) =>
        db.Set<SpentAttempts>().Where(a => a.Key == limit.Key).ExecuteDeleteAsync(ct);
}
