using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Audit;
using PracticeAspire.Users.People;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.Accounts;

/// <summary>
/// Passkeys (WebAuthn), by ASP.NET Core Identity. The browser asks for the device's PIN, finger or face, so one is possession and presence at once.
/// </summary>
internal sealed class Passkeys(UsersDb db, SignInManager<Account> webAuthn, SignInLog signIns, IClock clock, ILogger<Passkeys> log)
{
    public const int LongestName = 60;

    public static void Configure(IdentityPasskeyOptions options, string authority)
    {
        options.ServerDomain = new Uri(authority).Host;
        options.UserVerificationRequirement = "required";
        options.ResidentKeyRequirement = "required";
        options.AuthenticatorTimeout = TimeSpan.FromMinutes(5);

        // Asked for by our own pages and in no frame of others. (By default a form's Origin header decides, which our referrer policy withholds.)
        var origin = new Uri(authority).GetLeftPart(UriPartial.Authority);
        options.ValidateOrigin = asked => ValueTask.FromResult(asked.Origin == origin && !asked.CrossOrigin);
    }

    public Task<List<IdentityUserPasskey<Guid>>> OfAsync(Account account, CancellationToken ct) =>
        db.Set<IdentityUserPasskey<Guid>>().AsNoTracking().Where(p => p.UserId == account.Id).OrderBy(p => p.Data.CreatedAt).ToListAsync(ct);

    /// <summary>What the browser's <c>navigator.credentials.create</c> is given. What was asked stays behind in a sealed cookie.</summary>
    public Task<string> CreationOptionsAsync(Account account, Person person) => webAuthn.MakePasskeyCreationOptionsAsync(
        new PasskeyUserEntity { Id = account.Id.ToString(), Name = account.Email!, DisplayName = person.DisplayName });

    /// <summary>The same for <c>navigator.credentials.get</c>; of whom, the passkey will say.</summary>
    public Task<string> RequestOptionsAsync() => webAuthn.MakePasskeyRequestOptionsAsync(null);

    /// <exception cref="RuleBroken">The browser's answer does not fit what was asked, or the passkey is someone's already.</exception>
    public async Task AddAsync(Account account, string name, string credential, CancellationToken ct)
    {
        var made = await webAuthn.PerformPasskeyAttestationAsync(credential);
        if (!made.Succeeded || made.UserEntity.Id != account.Id.ToString())
        {
            log.LogWarning("Passkey not added to {Account}: {Reason}", account.Id, made.Failure?.Message);
            throw new RuleBroken("passkey-unreadable", "The passkey could not be set up. Try again.");
        }

        var passkey = made.Passkey;
        db.Add(new IdentityUserPasskey<Guid>
        {
            UserId = account.Id,
            CredentialId = passkey.CredentialId,
            Data = new IdentityPasskeyData
            {
                Name = NameOf(name),
                PublicKey = passkey.PublicKey,
                CreatedAt = clock.GetCurrentInstant().ToDateTimeOffset(),
                SignCount = passkey.SignCount,
                Transports = passkey.Transports,
                IsUserVerified = passkey.IsUserVerified,
                IsBackupEligible = passkey.IsBackupEligible,
                IsBackedUp = passkey.IsBackedUp,
                AttestationObject = passkey.AttestationObject,
                ClientDataJson = passkey.ClientDataJson,
            },
        });
        signIns.Changed(db, "passkey.added", account.Id);
        await db.SaveOrRefuse(ct);
    }

    /// <returns>Null when it is nobody's passkey, or its answer is not to what was asked, or its owner has left.</returns>
    public async Task<(Account Account, Proof Proof)?> TryAsync(string credential, CancellationToken ct)
    {
        var shown = await webAuthn.PerformPasskeyAssertionAsync(credential);
        if (!shown.Succeeded)
        {
            log.LogWarning("Passkey refused: {Reason}", shown.Failure.Message);
            await signIns.FailedAsync(null, "unknown-passkey", ct);
            return null;
        }

        var account = shown.User;
        if (!await db.People.AnyAsync(p => p.Id == account.Id && p.Active, ct))
        {
            log.LogWarning("Passkey refused to {Account}: {Reason}", account.Id, PasswordVerdict.HasLeft);
            await signIns.FailedAsync(account.Id, "has-left", ct);
            return null;
        }

        var kept = await db.Set<IdentityUserPasskey<Guid>>().SingleAsync(p => p.CredentialId == shown.Passkey.CredentialId, ct);
        (kept.Data.SignCount, kept.Data.IsBackedUp) = (shown.Passkey.SignCount, shown.Passkey.IsBackedUp);
        await db.SaveChangesAsync(ct);
        return (account, shown.Passkey.IsBackupEligible ? Proof.SyncedPasskey : Proof.DevicePasskey);
    }

    public async Task RenameAsync(Account account, byte[] id, string name, CancellationToken ct)
    {
        var kept = await db.Set<IdentityUserPasskey<Guid>>().SingleOrDefaultAsync(p => p.CredentialId == id && p.UserId == account.Id, ct) ?? throw new NotFound();
        kept.Data.Name = NameOf(name);
        await db.SaveChangesAsync(ct);
    }

    public async Task RemoveAsync(Account account, byte[] id, CancellationToken ct)
    {
        await using var all = await db.Database.BeginTransactionAsync(ct);
        if (await db.Set<IdentityUserPasskey<Guid>>().Where(p => p.CredentialId == id && p.UserId == account.Id).ExecuteDeleteAsync(ct) == 0)
            return;

        signIns.Changed(db, "passkey.removed", account.Id);
        await db.SaveChangesAsync(ct);
        await all.CommitAsync(ct);
    }

    private static string NameOf(string typed)
    {
        var name = new string([.. typed.Where(c => !char.IsControl(c))]).Trim();
        if (name.Length > LongestName)
            throw new RuleBroken("passkey-name-too-long", $"The name of a passkey may have at most {LongestName} characters.");
        return name.Length == 0 ? "Passkey" : name;
    }
}
