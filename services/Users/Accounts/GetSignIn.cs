using Grpc.Core;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Accounts;

internal sealed partial class AccountsService
{
    public override async Task<SignInReply> GetSignIn(GetSignInRequest request, ServerCallContext context)
    {
        RequireOwnProvider();
        var (id, ct) = (request.PersonId.ToId("person_id"), context.CancellationToken);
        if (!await db.People.AnyAsync(p => p.Id == id, ct))
            throw new NotFound();
        return new SignInReply
        {
            CanSignIn = await db.Accounts.AnyAsync(a => a.Id == id, ct),
            AuthenticatorApp = await db.Set<Authenticator>().AnyAsync(a => a.AccountId == id, ct),
            Passkeys = await db.Set<IdentityUserPasskey<Guid>>().CountAsync(p => p.UserId == id, ct),
            RecoveryCodes = await db.Set<RecoveryCode>().CountAsync(c => c.AccountId == id, ct),
        };
    }
}
