using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.People;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.AccountLinks;

/// <summary>What someone does who has opened a link: they choose a password, and become a patient first if nobody knows them.</summary>
internal sealed class OpenLink(
    UsersDb db, LinkTokens tokens, UserManager<Account> identity, HashingQueue hashing, Sessions sessions, IClock clock, IHttpContextAccessor http)
{
    private static readonly RuleBroken Over = new("link-over", "This link has been used, or its time is over. Ask for a new one.");

    /// <returns>Null when it is no link of ours, has been used, or its time is over.</returns>
    public async Task<AccountLink?> FindAsync(string token, CancellationToken ct)
    {
        if (tokens.Read(token) is not { } id)
            return null;
        var link = await db.Set<AccountLink>().AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, ct);
        return link?.IsOpenAt(clock.GetCurrentInstant()) == true ? link : null;
    }

    /// <summary>Whoever was invited gets a sign-in; whoever signs in already gets another password, and is signed out everywhere.</summary>
    /// <exception cref="RuleBroken">The password will not do, or the link is over, or the person has left.</exception>
    /// <exception cref="TooManyAtOnce"></exception>
    public async Task<Account> ChoosePasswordAsync(AccountLink link, string password, CancellationToken ct)
    {
        PasswordRules.Require(password, link.Email);
        using var turn = await hashing.TurnAsync(ct);
        await using var all = await db.Database.BeginTransactionAsync(ct);
        await UseAsync(link, ct);
        var person = await db.People.SingleOrDefaultAsync(p => p.Id == link.PersonId && p.Active, ct)
            ?? throw new RuleBroken("person-inactive", "This sign-in does not exist any more. Ask the practice.");
        var account = await db.Accounts.SingleOrDefaultAsync(a => a.Id == person.Id, ct);
        if (account is null)
            account = SignUp(person, link, password);
        else
            await ResetAsync(account, link, password, ct);

        await db.SaveOrRefuse(ct);
        await all.CommitAsync(ct);
        return account;
    }

    /// <summary>
    /// A new patient with a sign-in. Whose birth date, names and mail address are those of exactly one patient without one is that patient: they read
    /// the mailbox the practice writes to. Names that are only alike are another's: a twin's, for instance. Nor does anyone become a colleague here.
    /// </summary>
    /// <exception cref="RuleBroken">As for <see cref="ChoosePasswordAsync"/>, or the details will not do.</exception>
    public async Task<Account> RegisterAsync(AccountLink link, PersonalDetails details, string password, CancellationToken ct)
    {
        PasswordRules.Require(password, link.Email);
        using var turn = await hashing.TurnAsync(ct);
        await using var all = await db.Database.BeginTransactionAsync(ct);
        await UseAsync(link, ct);
        var person = await KnownAsync(link, details, ct);
        if (person is null)
        {
            person = Person.With([Roles.Patient], details with { Email = link.Email });
            db.People.Add(person);
            person.Announce(db, clock.GetCurrentInstant());
            db.Audit(http.HttpContext!.Audited("patient.registered", person.Id, actor: person.Id));
        }

        var account = SignUp(person, link, password);
        await db.SaveOrRefuse(ct);
        await all.CommitAsync(ct);
        return account;
    }

    private async Task UseAsync(AccountLink link, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        if (await db.Set<AccountLink>().Where(l => l.Id == link.Id && l.UsedAt == null && l.ExpiresAt > now).ExecuteUpdateAsync(set => set.SetProperty(l => l.UsedAt, now), ct) == 0)
            throw Over;

        // Others that went to the same mailbox, or are about the same person, are of no use any more.
        await db.Set<AccountLink>().Where(l => l.Email == link.Email && l.UsedAt == null).ExecuteUpdateAsync(set => set.SetProperty(l => l.UsedAt, now), ct);
        if (link.PersonId is { } person)
            await AccountLink.EndThoseOfAsync(person, db, now, ct);
    }

    private Account SignUp(Person person, AccountLink link, string password)
    {
        var account = Account.For(person, link.Email, password, identity);
        db.Accounts.Add(account);
        if (person.LearnEmail(link.Email))
            person.Announce(db, clock.GetCurrentInstant());
        db.Audit(http.HttpContext!.Audited("account.created", person.Id, actor: person.Id).With("by", link.Kind));
        return account;
    }

    private async Task ResetAsync(Account account, AccountLink link, string password, CancellationToken ct)
    {
        if (link.Kind == AccountLink.Invitation)
            throw new RuleBroken("has-account", "You can sign in already. If you have forgotten the password, ask for a new one.");
        account.SetPassword(password, identity);
        await sessions.EndAllAsync(account.Id, ct);
        db.Audit(http.HttpContext!.Audited("password.reset", account.Id, actor: account.Id));
    }

    private async Task<Person?> KnownAsync(AccountLink link, PersonalDetails details, CancellationToken ct)
    {
        string[] onlyPatient = [Roles.Patient];
        var (given, family) = (NameSearch.FragmentsOf(details.GivenNames), NameSearch.FragmentsOf(details.FamilyName));
        var sameMailbox = await db.People
            .Where(p => EF.Property<string>(p, UsersDb.EmailLower) == link.Email && p.BirthDate == details.BirthDate && p.Roles == onlyPatient)
            .Where(p => p.MergedInto == null && p.Active && !db.Accounts.Any(a => a.Id == p.Id)).ToListAsync(ct);
        var theirs = sameMailbox.Where(p => family.SequenceEqual(NameSearch.FragmentsOf(p.FamilyName)) && given.All(NameSearch.FragmentsOf(p.GivenNames).Contains));
        return given.Count > 0 && theirs.ToList() is [var one] ? one : null;
    }
}
