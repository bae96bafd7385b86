using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.Colleagues;

/// <summary>Who works at the practice; see the contract.</summary>
internal sealed partial class ColleaguesService(UsersDb db, IClock clock) : Contracts.Colleagues.ColleaguesBase
{
    private async Task<Person> FindAsync(Guid id, long version, CancellationToken ct)
    {
        var person = await db.People.Include(p => p.Identifiers).SingleOrDefaultAsync(p => p.Id == id, ct) ?? throw new NotFound();
        return person.Version == version ? person : throw new Stale(person.Version);
    }

    /// <summary>Takes turns with whoever else may be taking an administrator away, in the caller's transaction.</summary>
    /// <exception cref="RuleBroken"><c>last-administrator</c></exception>
    private async Task RequireAnotherAdministratorAsync(Person than, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('administrators'))", ct);
        var another = await db.People
            .Where(p => p.Id != than.Id && p.Active && p.Roles.Contains(Roles.Administrator))
            .AnyAsync(p => db.Accounts.Any(a => a.Id == p.Id), ct);
        if (!another)
            throw new RuleBroken("last-administrator", "This is the last administrator who can sign in. Make someone else one first.");
    }

    private async Task<Contracts.Colleague> ReplyAsync(Person person, CancellationToken ct) =>
        ToReply(person, await db.Accounts.AnyAsync(a => a.Id == person.Id, ct));

    private static Contracts.Colleague ToReply(Person person, bool canSignIn) => new()
    {
        Id = person.Id.ToString(),
        Version = person.Version,
        Prefix = person.Prefix,
        GivenNames = person.GivenNames,
        FamilyName = person.FamilyName,
        DisplayName = person.DisplayName,
        Roles = { person.Roles.Intersect(Roles.Staff) },
        Specialities = { person.Specialities },
        Npi = person.Identifiers.Find(i => i.System == Npi.System)?.Value ?? "",
        Email = person.Email,
        Active = person.Active,
        CanSignIn = canSignIn,
        LocationIds = { person.LocationIds.Select(id => id.ToString()) },
    };
}
