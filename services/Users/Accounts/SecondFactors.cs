using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Audit;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.Accounts;

/// <summary>What an account has beside its password.</summary>
internal sealed record SecondFactorsOfAccount(bool HasApp, int Passkeys, int RecoveryCodes)
{
    public bool Any => HasApp || Passkeys > 0;
}

internal enum CodeVerdict
{
    Right,
    Wrong,
    TooMany,
}

/// <summary>Authenticator apps and recovery codes. That a code is good once is the database's to say, however many ask at the same moment.</summary>
internal sealed class SecondFactors(UsersDb db, ProviderKeys keys, Attempts attempts, SignInLog signIns, IClock clock, ILogger<SecondFactors> log)
{
    private static readonly byte[] Purpose = "practice/users/authenticator/v1"u8.ToArray();

    private readonly Envelope envelope = new(keys.Encryption.Key, Purpose);

    public async Task<SecondFactorsOfAccount> OfAsync(Guid account, CancellationToken ct) => new(
        await db.Set<Authenticator>().AnyAsync(a => a.AccountId == account, ct),
        await db.Set<IdentityUserPasskey<Guid>>().CountAsync(p => p.UserId == account, ct),
        await db.Set<RecoveryCode>().CountAsync(c => c.AccountId == account, ct));

    /// <param name="typed">The app's code, or a recovery code.</param>
    public async Task<CodeVerdict> TryAsync(Account account, string typed, Visitor from, CancellationToken ct)
    {
        var limits = AttemptLimits.OfCode(account.Id, from, await from.IsKnownToAsync(account.Id, db, clock.GetCurrentInstant(), ct));
        if (!await attempts.SpendAsync(limits, ct))
        {
            log.LogWarning("Second factor refused to {Account}: {Reason}", account.Id, CodeVerdict.TooMany);
            await signIns.FailedAsync(account.Id, "too-many-codes", ct);
            return CodeVerdict.TooMany;
        }

        var digits = new string([.. typed.Where(char.IsAsciiDigit)]);
        var right = digits.Length == Totp.Digits && !typed.Any(char.IsAsciiLetter)
            ? await UseCodeAsync(account.Id, digits, ct)
            : await UseRecoveryCodeAsync(account.Id, typed, ct);
        if (right)
        {
            await attempts.GiveBackAsync(limits, ct);
            return CodeVerdict.Right;
        }

        log.LogWarning("Second factor refused to {Account}: {Reason}", account.Id, CodeVerdict.Wrong);
        await signIns.FailedAsync(account.Id, "wrong-code", ct);
        return CodeVerdict.Wrong;
    }

    /// <summary>A new app takes the place of the one there was.</summary>
    /// <returns>False when the app does not show this code: nothing has changed.</returns>
    public async Task<bool> EnrolAsync(Account account, byte[] secret, string typed, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        if (Totp.StepOf(secret, new([.. typed.Where(char.IsAsciiDigit)]), now) is not { } step)
            return false;

        await using var all = await db.Database.BeginTransactionAsync(ct);
        var (id, sealedSecret) = (account.Id, envelope.Seal(secret, account.Id.ToByteArray()));
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO authenticators (account_id, sealed_secret, last_step, enrolled_at) VALUES ({id}, {sealedSecret}, {step}, {now})
            ON CONFLICT (account_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, last_step = excluded.last_step, enrolled_at = excluded.enrolled_at
            """,
            ct);
        signIns.Changed(db, "authenticator.added", id);
        await db.SaveChangesAsync(ct);
        await all.CommitAsync(ct);
        return true;
    }

    public async Task RemoveAppAsync(Guid account, CancellationToken ct)
    {
        await using var all = await db.Database.BeginTransactionAsync(ct);
        await db.Set<Authenticator>().Where(a => a.AccountId == account).ExecuteDeleteAsync(ct);
        await ForgetCodesWithoutFactorAsync(account, ct);
        signIns.Changed(db, "authenticator.removed", account);
        await db.SaveChangesAsync(ct);
        await all.CommitAsync(ct);
    }

    /// <summary>Recovery codes stand in for a factor; without one they would be a second password.</summary>
    public async Task ForgetCodesWithoutFactorAsync(Guid account, CancellationToken ct)
    {
        if (!(await OfAsync(account, ct)).Any)
            await db.Set<RecoveryCode>().Where(c => c.AccountId == account).ExecuteDeleteAsync(ct);
    }

    /// <summary>The old ones are good no more.</summary>
    /// <returns>To be shown once; only their hashes are kept.</returns>
    public async Task<string[]> NewRecoveryCodesAsync(Guid account, CancellationToken ct)
    {
        string[] codes = [.. Enumerable.Range(0, RecoveryCode.Count).Select(_ => RecoveryCode.New())];
        await using var all = await db.Database.BeginTransactionAsync(ct);
        await db.Set<RecoveryCode>().Where(c => c.AccountId == account).ExecuteDeleteAsync(ct);
        signIns.Changed(db, "recovery-codes.made", account);
        db.AddRange(codes.Select(code => new RecoveryCode(account, RecoveryCode.Hash(code))));
        await db.SaveChangesAsync(ct);
        await all.CommitAsync(ct);
        return codes;
    }

    private async Task<bool> UseCodeAsync(Guid account, string code, CancellationToken ct)
    {
        var app = await db.Set<Authenticator>().AsNoTracking().SingleOrDefaultAsync(a => a.AccountId == account, ct);
        if (app is null || Totp.StepOf(Open(app), code, clock.GetCurrentInstant()) is not { } step)
            return false;

        return await db.Set<Authenticator>().Where(a => a.AccountId == account && a.LastStep < step)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.LastStep, step), ct) == 1;
    }

    private async Task<bool> UseRecoveryCodeAsync(Guid account, string typed, CancellationToken ct)
    {
        var hash = RecoveryCode.Hash(typed);
        await using var all = await db.Database.BeginTransactionAsync(ct);
        if (await db.Set<RecoveryCode>().Where(c => c.AccountId == account && c.CodeHash == hash).ExecuteDeleteAsync(ct) != 1)
            return false;

        signIns.Changed(db, "recovery-code.used", account);
        await db.SaveChangesAsync(ct);
        await all.CommitAsync(ct);
        return true;
    }

    private byte[] Open(Authenticator app)
    {
        try
        {
            return envelope.Open(app.SealedSecret, app.AccountId.ToByteArray());
        }
        catch (CryptographicException broken)
        {
            throw new InvalidOperationException($"The authenticator of account {app.AccountId} cannot be opened: 'users:encryption-key' has changed, or the row has.", broken);
        }
    }
}
