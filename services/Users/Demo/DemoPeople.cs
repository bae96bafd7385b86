using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Access;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.People;
using PracticeAspire.Users.Terms;
using DemoDoctors = PracticeAspire.Users.Contracts.DemoDoctors;

namespace PracticeAspire.Users.Demo;

/// <summary>One person a role, with a sign-in, and two more doctors, so that a first look finds a practice at work. Development only.</summary>
internal sealed class DemoPeople(UsersDb db, UserManager<Account> identity, IConfiguration configuration, TermsOfUse terms, IClock clock)
{
    private const string System = "urn:practiceaspire:demo";

    private static readonly (string Key, string[] Roles, PersonalDetails Details)[] People =
    [
        ("admin", [Roles.Administrator], new("Morgan", "Reyes")),
        ("doctor", [Roles.Doctor], new("Ana", "Ruiz") { Prefix = "Dr.", Specialities = ["Family medicine"] }),
        ("nurse", [Roles.Nurse], new("Grace", "Okafor")),
        ("reception", [Roles.Receptionist], new("Lena", "Fischer")),
        ("biller", [Roles.Biller], new("Tomasz", "Nowak")),
        ("patient", [Roles.Patient], new("Julia", "Bennett")
        {
            BirthDate = new LocalDate(1987, 6, 14), Gender = "female", Phone = "+1 555 0134", Language = "en",
        }),
    ];

    private static readonly (string Key, PersonalDetails Details)[] Colleagues =
    [
        ("doctor-2", new("Samuel", "Lindqvist") { Prefix = "Dr.", Specialities = ["Pediatrics"] }),
        ("doctor-3", new("Priya", "Raman") { Prefix = "Dr.", Specialities = ["Internal medicine"] }),
    ];

    private static readonly Dictionary<string, Guid> DoctorIds = new()
    {
        ["doctor"] = DemoDoctors.Ruiz,
        ["doctor-2"] = DemoDoctors.Lindqvist,
        ["doctor-3"] = DemoDoctors.Raman,
    };

    public async Task SeedAsync(CancellationToken ct)
    {
        var password = configuration.GetRequired("demo:password");
        var known = await db.Identifiers.Where(i => i.System == System).ToDictionaryAsync(i => i.Value, i => i.PersonId, ct);

        foreach (var (key, roles, details) in People)
        {
            var email = $"{key}@demo.practice";
            if (known.TryGetValue(key, out var id))
                await LetInAsync(id, password, ct);
            else
                LetIn(Add(key, roles, details with { Email = email }), email, password);
        }

        if (!await db.Roles.AnyAsync(ct))
            db.Roles.AddRange(Roles.Staff.Select(WithPasswordAlone));
        foreach (var (key, details) in Colleagues.Where(c => !known.ContainsKey(c.Key)))
            Add(key, [Roles.Doctor], details);
        await db.SaveChangesAsync(ct);
    }

    private Person Add(string key, string[] roles, PersonalDetails details)
    {
        var person = Person.With(roles, details, DoctorIds.TryGetValue(key, out var id) ? id : null);
        person.Identifiers.Add(new PersonIdentifier(System, key));
        db.People.Add(person);
        person.Announce(db, clock.GetCurrentInstant());
        return person;
    }

    private void LetIn(Person person, string email, string password)
    {
        db.Accounts.Add(Account.For(person, email, password, identity));
        if (terms.Paragraphs.Count > 0)
            db.Add(terms.AgreedBy(person.Id, clock.GetCurrentInstant()));
    }

    /// <summary>A first look should not begin with an authenticator app; an administrator of the demo can ask for one.</summary>
    private static Role WithPasswordAlone(string name)
    {
        var role = Role.AsItComes(name);
        role.Decide(role.Permissions, mfaRequired: false);
        return role;
    }

    /// <summary>The password is this run's, whatever it was before.</summary>
    private async Task LetInAsync(Guid id, string password, CancellationToken ct)
    {
        var account = await db.Accounts.SingleAsync(a => a.Id == id, ct);
        if (identity.PasswordHasher.VerifyHashedPassword(account, account.PasswordHash!, password) == PasswordVerificationResult.Failed)
            account.SetPassword(password, identity);
    }
}
