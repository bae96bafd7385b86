using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Organizations;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.FhirImport;

internal sealed partial class TakeOver
{
    public async Task TakeAsync(IReadOnlyList<ImportedRole> roles, CancellationToken ct)
    {
        await references.LookUpAsync(roles.SelectMany(r => r.References), ct);
        var practitioners = await PeopleOf(roles.Select(r => r.Practitioner), ct);
        await TakeAsync(roles, db.PractitionerRoles, Create, Correct, ct);

        PractitionerRole Create(ImportedRole given)
        {
            var (person, details) = (practitioners[references.Find(given.Practitioner)], Details(given));
            Specialize(person, details);
            return PractitionerRole.Of(person.Id, details);
        }

        bool Correct(PractitionerRole known, ImportedRole given)
        {
            var (person, details) = (practitioners[references.Find(given.Practitioner)], Details(given));
            if (known.PersonId != person.Id)
                throw new RuleBroken("of-another-person", $"Its identifier belongs to a role of someone other than {person.DisplayName} here. Check which of the two is right.");
            if (!known.Correct(details))
                return false;

            Specialize(person, details);
            return true;
        }
    }

    /// <summary>A role that is new or different says what its doctor is a specialist in; one that has not changed does not say it again.</summary>
    private void Specialize(Person practitioner, PractitionerRoleDetails role)
    {
        if (role.Active && practitioner.LearnSpecialities(role.Specialities))
            practitioner.Announce(db, now);
    }

    private PractitionerRoleDetails Details(ImportedRole given) => given.Details with
    {
        OrganizationId = given.Organization is { } organization ? references.Find(organization) : null,
        SiteIds = [.. given.Sites.Select(references.Find).Distinct()],
    };

    private async Task<Dictionary<Guid, Person>> PeopleOf(IEnumerable<Reference> asked, CancellationToken ct)
    {
        var ids = asked.Distinct().Select(TryFind).OfType<Guid>().ToArray();
        return await db.People.Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);

        Guid? TryFind(Reference reference)
        {
            try
            {
                return references.Find(reference);
            }
            catch (RuleBroken)
            {
                return null; // said where it matters
            }
        }
    }
}
