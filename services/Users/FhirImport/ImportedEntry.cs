using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Organizations;
using PracticeAspire.Users.People;
using PracticeAspire.Users.RelatedPeople;

namespace PracticeAspire.Users.FhirImport;

/// <summary>What a bundle's entry says, read and found good by itself; where its references lead is seen when its turn comes.</summary>
internal abstract record ImportedEntry(BundleEntry From, IReadOnlyList<PersonIdentifier> Identifiers)
{
    public virtual IEnumerable<Reference> References => [];
}

internal sealed record ImportedOrganization(BundleEntry From, IReadOnlyList<PersonIdentifier> Identifiers, OrganizationDetails Details)
    : ImportedEntry(From, Identifiers);

internal sealed record ImportedSite(BundleEntry From, IReadOnlyList<PersonIdentifier> Identifiers, SiteDetails Details, Reference? Organization)
    : ImportedEntry(From, Identifiers)
{
    public override IEnumerable<Reference> References => Organization is null ? [] : [Organization];
}

internal sealed record ImportedRole(
    BundleEntry From, IReadOnlyList<PersonIdentifier> Identifiers, PractitionerRoleDetails Details,
    Reference Practitioner, Reference? Organization, IReadOnlyList<Reference> Sites) : ImportedEntry(From, Identifiers)
{
    public override IEnumerable<Reference> References => [Practitioner, .. Organization is null ? [] : (Reference[])[Organization], .. Sites];
}

internal sealed record ImportedRelatedPerson(BundleEntry From, IReadOnlyList<PersonIdentifier> Identifiers, RelatedDetails Details, Reference Patient)
    : ImportedEntry(From, Identifiers)
{
    public override IEnumerable<Reference> References => [Patient];
}
