using Grpc.Core;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.Accounts;

internal sealed partial class AccountsService(UsersDb db, UserManager<Account> identity, HashingQueue hashing, IClock clock, TimeProvider time, IConfiguration configuration)
    : Contracts.Accounts.AccountsBase
{
    public override async Task<CreateAccountReply> CreateAccount(CreateAccountRequest request, ServerCallContext context)
    {
        RequireOwnProvider();
        var id = request.PersonId.ToId("person_id");
        var email = DetailRules.Email(request.Email);
        if (email.Length == 0)
            throw new RuleBroken("email-unreadable", "Enter the e-mail address the person will sign in with.");
        PasswordRules.Require(request.Password, email);

        var person = await db.People.SingleOrDefaultAsync(p => p.Id == id, context.CancellationToken) ?? throw new NotFound();
        if (!person.Active)
            throw new RuleBroken("person-inactive", "This person has left the practice and cannot be given a sign-in.");
        if (await db.Accounts.AnyAsync(a => a.Id == id, context.CancellationToken))
            throw new RuleBroken("has-account", "This person can sign in already.");

        using (await hashing.TurnAsync(context.CancellationToken))
            db.Accounts.Add(Account.For(person, email, request.Password, identity));
        if (person.LearnEmail(email))
            person.Announce(db, clock.GetCurrentInstant());
        db.Audit(context.Audited("account.created", person.Id));
        await db.SaveOrRefuse(context.CancellationToken);
        return new CreateAccountReply { PersonId = person.Id.ToString(), Email = email };
    }

    /// <summary>Where Keycloak signs people in, an account here would open nothing.</summary>
    private void RequireOwnProvider()
    {
        if (configuration.IsKeycloak())
            throw new RuleBroken("accounts-elsewhere", "People sign in here with Keycloak. Give the person a user there, with the e-mail address and the roles of their record.");
    }
}
