using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.FhirImport;

/// <summary>Brings the people of one bundle into the directory, all in the caller's transaction: who is known is corrected, who is new is added.</summary>
internal sealed class TakeOver(UsersDb db, PeopleInBundle bundle, Instant now)
{
    public async Task TakeAsync(IReadOnlyList<ImportedPerson> people, CancellationToken ct)
    {
        var known = await KnownAsync(people, ct);
        foreach (var person in people)
            Take(person, [.. person.Identifiers.Select(i => known.GetValueOrDefault((i.System, i.Value))).OfType<Person>().Distinct()]);

        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
    }

    private void Take(ImportedPerson given, IReadOnlyList<Person> known)
    {
        switch (known)
        {
            case []:
                Create(given);
                break;
            case [var person] when !person.Roles.Contains(given.Role):
                bundle.Refuse(given.Entry, $"Its identifier belongs to {person.DisplayName}, who is no {given.Role} here.");
                break;
            case [{ MergedInto: not null } person]:
                bundle.Refuse(given.Entry, $"Its identifier belongs to a record of {person.DisplayName} that was merged into another one here. Merge them where the bundle comes from too.");
                break;
            case [var person] when given.LooksLikeSomeoneElse(person):
                bundle.Refuse(given.Entry, $"Its identifier belongs to {person.DisplayName}, and neither name nor birth date agrees. Check which of the two is right.");
                break;
            case [var person]:
                Correct(person, given);
                break;
            default:
                bundle.Refuse(given.Entry, "Its identifiers belong to several people here. Find out who it is before importing it.");
                break;
        }
    }

    private void Create(ImportedPerson given)
    {
        var person = Person.With([given.Role], given.Details);
        person.Identifiers.AddRange(given.Identifiers);
        db.People.Add(person);
        person.Announce(db, now);
        bundle.Report.Created++;
    }

    private void Correct(Person person, ImportedPerson given)
    {
        var further = given.Identifiers.Except(person.Identifiers.Select(i => new PersonIdentifier(i.System, i.Value))).ToList();
        person.Identifiers.AddRange(further);
        var corrected = person.Correct(given.Details);
        if (corrected)
            person.Announce(db, now);

        if (corrected || further.Count > 0)
            bundle.Report.Updated++;
        else
            bundle.Report.Unchanged++;
    }

    private async Task<Dictionary<(string System, string Value), Person>> KnownAsync(IReadOnlyList<ImportedPerson> people, CancellationToken ct)
    {
        var asked = people.SelectMany(p => p.Identifiers).ToList();
        var systems = asked.Select(i => i.System).ToArray();
        var values = asked.Select(i => i.Value).ToArray();
        var ids = await db.Identifiers
            .FromSql($"SELECT i.* FROM person_identifiers i JOIN unnest({systems}, {values}) AS asked (system, value) USING (system, value)")
            .Select(i => i.PersonId).Distinct().ToListAsync(ct);
        var known = await db.People.Include(p => p.Identifiers).Where(p => ids.Contains(p.Id)).ToListAsync(ct);
        return known.SelectMany(p => p.Identifiers.Select(i => (i, p))).ToDictionary(k => (k.i.System, k.i.Value), k => k.p);
    }
}
