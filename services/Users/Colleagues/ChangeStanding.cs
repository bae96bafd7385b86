using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Colleagues;

internal sealed partial class ColleaguesService
{
    public override async Task<Colleague> Deactivate(ChangeStandingRequest request, ServerCallContext context)
    {
        var (now, ct) = (clock.GetCurrentInstant(), context.CancellationToken);
        var id = request.PersonId.ToId("person_id");
        if (context.Caller().PersonId == id)
            throw new RuleBroken("own-account", "You cannot deactivate yourself. Ask another administrator.");

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var person = await FindAsync(id, request.Version, ct);
        if (person.Roles.Contains(Roles.Administrator))
            await RequireAnotherAdministratorAsync(person, ct);

        person.Leave();
        person.Announce(db, now);
        if (await db.Accounts.SingleOrDefaultAsync(a => a.Id == id, ct) is { } account)
            account.SecurityStamp = Account.NewStamp();
        await db.ShutOutAsync([id, .. await db.LinkedIdentities.Where(l => l.PersonId == id && l.EndedAt == null).Select(l => l.Id).ToListAsync(ct)], now, ct);
        db.Audit(context.Audited("person.deactivated", id));
        await db.SaveOrRefuse(ct);
        await transaction.CommitAsync(ct);
        return await ReplyAsync(person, ct);
    }

    public override async Task<Colleague> Reactivate(ChangeStandingRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var person = await FindAsync(request.PersonId.ToId("person_id"), request.Version, ct);
        person.ComeBack();
        person.Announce(db, clock.GetCurrentInstant());
        db.Audit(context.Audited("person.reactivated", person.Id));
        await db.SaveOrRefuse(ct);
        return await ReplyAsync(person, ct);
    }
}
