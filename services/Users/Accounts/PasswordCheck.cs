using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.Users.Audit;

namespace PracticeAspire.Users.Accounts;

/// <summary>
/// Whether an address and a password belong together. An unknown address, a wrong password and a locked account get one answer after the same work,
/// so that nobody learns who has an account here.
/// </summary>
internal sealed class PasswordCheck(
    UsersDb db, UserManager<Account> identity, HashingQueue hashing, TimeProvider time, SignInLog signIns, ILogger<PasswordCheck> log)
{
    public const int Attempts = 5;
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private static readonly Account Nobody = new() { PasswordHash = null };
    private static string? hashOfNobody;

    public async Task<Account?> TryAsync(string email, string password, CancellationToken ct)
    {
        var address = identity.NormalizeEmail(email);
        var account = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.NormalizedEmail == address, ct);
        using var turn = await hashing.TurnAsync(ct);
        var mayTry = await SpendAttemptAsync(account?.Id ?? Guid.Empty, ct);
        var matches = identity.PasswordHasher.VerifyHashedPassword(account ?? Nobody, account?.PasswordHash ?? HashOfNobody(), password);

        if (account is null || !mayTry || matches == PasswordVerificationResult.Failed)
        {
            if (account is not null)
                log.LogWarning("Sign-in refused to {Account}: {Reason}", account.Id, mayTry ? "wrong password" : "too many attempts");
            await signIns.FailedAsync(account?.Id, account is null ? "unknown-address" : mayTry ? "wrong-password" : "too-many-attempts", ct);
            return null;
        }

        if (matches == PasswordVerificationResult.SuccessRehashNeeded)
            await HashAnewAsync(account, password, ct);
        await db.Accounts.Where(a => a.Id == account.Id).ExecuteUpdateAsync(
            set => set.SetProperty(a => a.AccessFailedCount, 0).SetProperty(a => a.LockoutEnd, (DateTimeOffset?)null), ct);
        if (await db.People.AnyAsync(p => p.Id == account.Id && p.Active, ct))
            return account;

        await signIns.FailedAsync(account.Id, "has-left", ct);
        return null;
    }

    // An attempt is paid for before it is looked at: a hundred guesses at once are still five.
    private async Task<bool> SpendAttemptAsync(Guid account, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        DateTimeOffset? until = now + Pause;
        return await db.Accounts
            .Where(a => a.Id == account && (a.LockoutEnd == null || a.LockoutEnd <= now))
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(a => a.LockoutEnd, a => a.AccessFailedCount + 1 >= Attempts ? until : null)
                    .SetProperty(a => a.AccessFailedCount, a => a.AccessFailedCount + 1 >= Attempts ? 0 : a.AccessFailedCount + 1),
                ct) == 1;
    }

    // The same password in today's hash ends no session; a password that was changed meanwhile stays.
    private Task<int> HashAnewAsync(Account account, string password, CancellationToken ct)
    {
        var anew = identity.PasswordHasher.HashPassword(account, password);
        return db.Accounts.Where(a => a.Id == account.Id && a.PasswordHash == account.PasswordHash)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.PasswordHash, anew), ct);
    }

    private string HashOfNobody() => hashOfNobody ??= identity.PasswordHasher.HashPassword(Nobody, Guid.NewGuid().ToString());
}
