using PracticeAspire.Users.People;

namespace PracticeAspire.Users.FhirImport;

internal sealed partial class TakeOver
{
    public async Task TakeAsync(IReadOnlyList<ImportedPerson> people, CancellationToken ct)
    {
        var known = await KnownHere.PeopleAsync(db, [.. people.SelectMany(p => p.Identifiers)], ct);
        foreach (var person in people)
            Take(person, [.. person.Identifiers.Select(i => known.GetValueOrDefault(new(i.System, i.Value))).OfType<Person>().Distinct()]);

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
            case [{ MergedInto: not null } person] when given.ObjectionTo(person) is null:
                report.Refuse(given.From, $"Its identifier belongs to a record of {person.DisplayName} that was merged into another one here. Merge them where the bundle comes from too.");
                break;
            case [var person] when given.ObjectionTo(person) is { } objection:
                report.Refuse(given.From, objection);
                break;
            case [var person]:
                Correct(person, given);
                break;
            default:
                report.Refuse(given.From, "Its identifiers belong to several people here. Find out who it is before importing it.");
                break;
        }
    }

    private void Create(ImportedPerson given)
    {
        var person = Person.With([given.Role], given.Details);
        person.Identifiers.AddRange(given.Identifiers);
        db.People.Add(person);
        person.Announce(db, now);
        references.Took(given, person.Id);
        report.Create(given.From);
    }

    private void Correct(Person person, ImportedPerson given)
    {
        var own = KnownHere.OwnIdentifier(person.Id);
        var further = given.Identifiers.Except([own, .. person.Identifiers.Select(i => new PersonIdentifier(i.System, i.Value))]).ToList();
        person.Identifiers.AddRange(further);
        var corrected = person.Correct(given.Details);
        if (corrected)
            person.Announce(db, now);

        references.Took(given, person.Id);
        report.Know(given.From, corrected || further.Count > 0);
    }
}
