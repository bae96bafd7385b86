using Microsoft.EntityFrameworkCore;
using PracticeAspire.Users.Organizations;

namespace PracticeAspire.Users.FhirImport;

internal sealed partial class TakeOver
{
    public Task TakeAsync(IReadOnlyList<ImportedOrganization> organizations, CancellationToken ct) =>
        TakeAsync(organizations, db.Organizations, given => Organization.With(given.Details), (known, given) => known.Correct(given.Details), ct);

    public async Task TakeAsync(IReadOnlyList<ImportedSite> sites, CancellationToken ct)
    {
        await references.LookUpAsync(sites.SelectMany(s => s.References), ct);
        await TakeAsync(sites, db.Sites, given => Site.With(Details(given)), (known, given) => known.Correct(Details(given)), ct);
    }

    private SiteDetails Details(ImportedSite given) =>
        given.Details with { OrganizationId = given.Organization is { } organization ? references.Find(organization) : null };
}
