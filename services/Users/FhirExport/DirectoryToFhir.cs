using Hl7.Fhir.Model;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.Organizations;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.FhirExport;

/// <summary>What stands in the directory beside people, as FHIR has it.</summary>
internal static class DirectoryToFhir
{
    public static Hl7.Fhir.Model.Organization Organization(Organizations.Organization organization, IEnumerable<PersonIdentifier> identifiers) => new()
    {
        Id = organization.Id.ToString(),
        Identifier = PartsToFhir.Identifiers(identifiers),
        Active = organization.Active,
        Type = organization.Type.Length > 0 ? [PartsToFhir.Words(organization.Type)] : [],
        Name = organization.Name,
        Telecom = PartsToFhir.Telecom(organization.Phone, organization.Email),
        Address = PartsToFhir.Addresses(organization.Address),
    };

    public static Location Location(Site site, IEnumerable<PersonIdentifier> identifiers) => new()
    {
        Id = site.Id.ToString(),
        Identifier = PartsToFhir.Identifiers(identifiers),
        Status = site.Active ? Hl7.Fhir.Model.Location.LocationStatus.Active : Hl7.Fhir.Model.Location.LocationStatus.Inactive,
        Name = site.Name,
        Type = site.Type.Length > 0 ? [PartsToFhir.Words(site.Type)] : [],
        Telecom = PartsToFhir.Telecom(site.Phone, site.Email),
        Address = site.Address is { } address ? PartsToFhir.Address(address, null) : null,
        ManagingOrganization = site.OrganizationId is { } organization ? PartsToFhir.To(organization) : null,
    };

    public static Hl7.Fhir.Model.PractitionerRole PractitionerRole(Organizations.PractitionerRole role, IEnumerable<PersonIdentifier> identifiers, Guid practitioner) => new()
    {
        Id = role.Id.ToString(),
        Identifier = PartsToFhir.Identifiers(identifiers),
        Active = role.Active,
        Period = PartsToFhir.Period(role.From, role.Until),
        Practitioner = PartsToFhir.To(practitioner),
        Organization = role.OrganizationId is { } organization ? PartsToFhir.To(organization) : null,
        Location = [.. role.SiteIds.Select(PartsToFhir.To)],
        Code = [.. role.Functions.Select(PartsToFhir.Words)],
        Specialty = [.. role.Specialities.Select(PartsToFhir.Words)],
        Telecom = PartsToFhir.Telecom(role.Phone, role.Email),
    };

    public static Hl7.Fhir.Model.RelatedPerson RelatedPerson(RelatedPeople.RelatedPerson contact, IEnumerable<PersonIdentifier> identifiers, Guid patient) => new()
    {
        Id = contact.Id.ToString(),
        Identifier = PartsToFhir.Identifiers(identifiers),
        Active = contact.Active,
        Patient = PartsToFhir.To(patient),
        Relationship = [.. contact.Relationships.Select(Relationship)],
        Name = [new HumanName { Family = PartsToFhir.Given(contact.FamilyName), Given = contact.GivenNames.Length > 0 ? [contact.GivenNames] : [] }],
        Telecom = PartsToFhir.Telecom(contact.Phones, contact.Email),
        Address = PartsToFhir.Addresses(contact.Address),
        Period = PartsToFhir.Period(contact.From, contact.Until),
    };

    private static CodeableConcept Relationship(string relationship) => Relationships.Find(relationship) is { } known
        ? new CodeableConcept(known.System, known.Code, known.Words, null)
        : PartsToFhir.Words(relationship);
}
