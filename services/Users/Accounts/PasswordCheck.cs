using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.Users.Audit;

namespace PracticeAspire.Users.Accounts;

/// <summary>Why an attempt ended as it did. People are told <see cref="TooMany"/>, or that something is wrong; which of the rest it was is for the log.</summary>
internal enum PasswordVerdict
{
    Right,
    UnknownAddress,
    WrongPassword,
    HasLeft,
    TooMany,
}

/// <summary>The account stands there also for a wrong password, for the log's sake; only <see cref="PasswordVerdict.Right"/> lets anyone in.</summary>
internal sealed record PasswordOutcome(PasswordVerdict Verdict, Account? Account)
{
    public Account? LetIn => Verdict == PasswordVerdict.Right ? Account : null;
}

/// <summary>
/// Whether an address and a password belong together. An unknown address and a wrong password get one answer after the same work, and are counted
/// alike, so that nobody learns who has an account here.
/// </summary>
internal sealed class PasswordCheck(
    UsersDb db, UserManager<Account> identity, HashingQueue hashing, Attempts attempts, SignInLog signIns, IClock clock, ILogger<PasswordCheck> log)
{
    private static readonly Account Nobody = new() { PasswordHash = null };
    private static string? hashOfNobody;

    /// <exception cref="TooManyAtOnce">Too many people sign in at this moment.</exception>
    public async Task<PasswordOutcome> TryAsync(string email, string password, Visitor from, CancellationToken ct)
    {
        var address = identity.NormalizeEmail(email);
        var account = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.NormalizedEmail == address, ct);
        var known = await from.IsKnownToAsync(account?.Id ?? Guid.Empty, db, clock.GetCurrentInstant(), ct);
        var limits = known ? AttemptLimits.OnKnownDevice(address, from) : AttemptLimits.Elsewhere(address, from);

        using var turn = await hashing.TurnAsync(ct);
        var outcome = await attempts.SpendAsync(limits, ct)
            ? new PasswordOutcome(await LookAsync(account, password, ct), account)
            : new PasswordOutcome(PasswordVerdict.TooMany, account);

        if (outcome.LetIn is not null)
        {
            await attempts.GiveBackAsync(limits, ct);
            return outcome;
        }

        log.LogWarning("Sign-in refused to {Account}: {Reason}", account?.Id, outcome.Verdict);
        await signIns.FailedAsync(account?.Id, Reason(outcome.Verdict), ct);
        return outcome;
    }

    private async Task<PasswordVerdict> LookAsync(Account? account, string password, CancellationToken ct)
    {
        var matches = identity.PasswordHasher.VerifyHashedPassword(account ?? Nobody, account?.PasswordHash ?? HashOfNobody(), password);
        if (account is null)
            return PasswordVerdict.UnknownAddress;
        if (matches == PasswordVerificationResult.Failed)
            return PasswordVerdict.WrongPassword;
        if (matches == PasswordVerificationResult.SuccessRehashNeeded)
            await HashAnewAsync(account, password, ct);
        return await db.People.AnyAsync(p => p.Id == account.Id && p.Active, ct) ? PasswordVerdict.Right : PasswordVerdict.HasLeft;
    }

    private static string Reason(PasswordVerdict verdict) => verdict switch
    {
        PasswordVerdict.UnknownAddress => "unknown-address",
        PasswordVerdict.HasLeft => "has-left",
        PasswordVerdict.TooMany => "too-many-attempts",
        _ => "wrong-password",
    };

    // The same password in today's hash ends no session; a password that was changed meanwhile stays.
    private Task<int> HashAnewAsync(Account account, string password, CancellationToken ct)
    {
        var anew = identity.PasswordHasher.HashPassword(account, password);
        return db.Accounts.Where(a => a.Id == account.Id && a.PasswordHash == account.PasswordHash)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.PasswordHash, anew), ct);
    }

    private string HashOfNobody() => hashOfNobody ??= identity.PasswordHasher.HashPassword(Nobody, Guid.NewGuid().ToString());
}
