using Microsoft.EntityFrameworkCore;
using PracticeAspire.Users.FhirImport;
using PracticeAspire.Users.Organizations;
using PracticeAspire.Users.People;
using PracticeAspire.Users.RelatedPeople;

namespace PracticeAspire.Users.FhirExport;

/// <summary>Everything the directory knows of one person, and what that refers to.</summary>
internal sealed record KnownOfPerson(
    Person Person, IReadOnlyList<RelatedPerson> Contacts, IReadOnlyList<PractitionerRole> Roles, IReadOnlyList<Site> Sites,
    IReadOnlyList<Organization> Organizations, ILookup<Guid, PersonIdentifier> Identifiers)
{
    public static async Task<KnownOfPerson> LoadAsync(UsersDb db, Person person, CancellationToken ct)
    {
        var contacts = await db.RelatedPeople.AsNoTracking()
            .Where(r => r.PatientId == person.Id || db.People.Any(p => p.Id == r.PatientId && p.MergedInto == person.Id)).OrderBy(r => r.Id).ToListAsync(ct);
        var roles = await db.PractitionerRoles.AsNoTracking().Where(r => r.PersonId == person.Id).OrderBy(r => r.Id).ToListAsync(ct);
        var siteIds = roles.SelectMany(r => r.SiteIds).Distinct().ToArray();
        var sites = await db.Sites.AsNoTracking().Where(s => siteIds.Contains(s.Id)).OrderBy(s => s.Id).ToListAsync(ct);
        var organizationIds = roles.Select(r => r.OrganizationId).Concat(sites.Select(s => s.OrganizationId)).OfType<Guid>().Distinct().ToArray();
        var organizations = await db.Organizations.AsNoTracking().Where(o => organizationIds.Contains(o.Id)).OrderBy(o => o.Id).ToListAsync(ct);

        var entries = contacts.Select(c => c.Id).Concat(roles.Select(r => r.Id)).Concat(siteIds).Concat(organizationIds).ToArray();
        var identifiers = await db.DirectoryIdentifiers.AsNoTracking().Where(i => entries.Contains(i.EntryId)).ToListAsync(ct);
        return new(person, contacts, roles, sites, organizations,
            identifiers.Select(i => (i.EntryId, Identifier: new PersonIdentifier(i.System, i.Value)))
                .Concat(person.Identifiers.Select(i => (EntryId: person.Id, Identifier: new PersonIdentifier(i.System, i.Value))))

                // By this one it is known again wherever it comes back.
                .Concat(entries.Append(person.Id).Select(id => (EntryId: id, Identifier: KnownHere.OwnIdentifier(id))))
                .Distinct().OrderBy(i => i.Identifier.System, StringComparer.Ordinal).ThenBy(i => i.Identifier.Value, StringComparer.Ordinal)
                .ToLookup(i => i.EntryId, i => i.Identifier));
    }
}
