using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.AccountLinks;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.Accounts;

internal sealed partial class AccountsService
{
    public override async Task<InviteReply> Invite(InviteRequest request, ServerCallContext context)
    {
        RequireOwnProvider();
        var (requestId, id, ct) = (request.RequestId.ToId("request_id"), request.PersonId.ToId("person_id"), context.CancellationToken);
        var person = await db.People.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) ?? throw new NotFound();
        if (person.Roles.Any(Roles.Staff.Contains) && !context.Caller().May(Permissions.ManageStaff))
            throw new NotAllowed();
        if (person.Roles.Any(Roles.Staff.Contains))
            context.RequireFreshProof(time);

        var email = request.Email.Length == 0 ? person.Email : DetailRules.Email(request.Email);
        if (email.Length == 0)
            throw new RuleBroken("email-missing", "Enter the e-mail address the person will sign in with.");
        if (!person.Active)
            throw new RuleBroken("person-inactive", "This person has left the practice and cannot be given a sign-in.");
        if (await db.Accounts.AnyAsync(a => a.Id == id, ct))
            throw new RuleBroken("has-account", "This person can sign in already.");
        var address = identity.NormalizeEmail(email);
        if (await db.Accounts.AnyAsync(a => a.NormalizedEmail == address, ct))
            throw new RuleBroken("email-taken", "Someone else signs in with this e-mail address. Choose another.");

        return await db.Once(requestId, request, async () =>
        {
            var now = clock.GetCurrentInstant();
            await AccountLink.EndThoseOfAsync(id, db, now, ct);
            var link = AccountLink.For(AccountLink.Invitation, id, email, now);
            db.Add(link);
            db.Publish(new AccountLinkAsked(link.Id, link.ExpiresAt.ToDateTimeOffset(), now.ToDateTimeOffset()));
            db.Audit(context.Audited("invitation.asked", id));
            await db.SaveOrRefuse(ct);
            return new InviteReply { Email = email };
        }, ct);
    }
}
