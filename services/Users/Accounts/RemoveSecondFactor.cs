using Grpc.Core;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Accounts;

internal sealed partial class AccountsService
{
    /// <summary>For whoever has lost everything but the password. Whoever may have found it is signed out.</summary>
    public override async Task<RemoveSecondFactorReply> RemoveSecondFactor(RemoveSecondFactorRequest request, ServerCallContext context)
    {
        RequireOwnProvider();
        var (id, now, ct) = (request.PersonId.ToId("person_id"), clock.GetCurrentInstant(), context.CancellationToken);
        if (context.Caller().PersonId == id)
            throw new RuleBroken("own-account", "You cannot remove your own second factor here. Ask another administrator.");

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var account = await db.Accounts.SingleOrDefaultAsync(a => a.Id == id, ct) ?? throw await WithoutAccountAsync(id, ct);
        var apps = await db.Set<Authenticator>().Where(a => a.AccountId == id).ExecuteDeleteAsync(ct);
        var passkeys = await db.Set<IdentityUserPasskey<Guid>>().Where(p => p.UserId == id).ExecuteDeleteAsync(ct);
        await db.Set<RecoveryCode>().Where(c => c.AccountId == id).ExecuteDeleteAsync(ct);
        if (apps + passkeys == 0)
            throw new RuleBroken("no-second-factor", "This person has no second factor: there is nothing to remove.");

        // Sessions, and a sign-in that waits between password and code, go by the stamp.
        account.SecurityStamp = Account.NewStamp();
        await db.ShutOutAsync([id], now, ct);
        db.Audit(context.Audited("second-factor.removed", id).With("authenticators", apps).With("passkeys", passkeys));
        await db.SaveOrRefuse(ct);
        await transaction.CommitAsync(ct);
        return new RemoveSecondFactorReply();
    }

    private async Task<Exception> WithoutAccountAsync(Guid person, CancellationToken ct) => await db.People.AnyAsync(p => p.Id == person, ct)
        ? new RuleBroken("no-account", "This person cannot sign in yet: there is nothing to remove.")
        : new NotFound();
}
