using Hl7.Fhir.Model;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Organizations;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.FhirImport;

/// <summary>From a FHIR R4 Organization or Location to what this directory keeps of them.</summary>
internal static class OrganizationFromFhir
{
    public static ImportedOrganization Read(BundleEntry from, Hl7.Fhir.Model.Organization organization) =>
        new(from, IdentifiersFromFhir.Read(organization.Identifier, from.FullUrl), new OrganizationDetails(
            Name(organization.Name), Words(organization.Type.FirstOrDefault()), Phone(organization.Telecom), Email(organization.Telecom),
            PartsFromFhir.Address(organization.Address), organization.Active != false));

    public static ImportedSite Read(BundleEntry from, Location location) =>
        new(from, IdentifiersFromFhir.Read(location.Identifier, from.FullUrl), new SiteDetails(
            Name(location.Name), Words(location.Type.FirstOrDefault() ?? location.PhysicalType), Phone(location.Telecom), Email(location.Telecom),
            PartsFromFhir.Address([location.Address]), OrganizationId: null, location.Status is not Location.LocationStatus.Inactive),
            Reference.Of(from, "organization", "Organization", location.ManagingOrganization));

    private static string Name(string? text) => DetailRules.Name(text ?? "") is { Length: > 0 } name
        ? name
        : throw new RuleBroken("name-missing", "It has no name. Give it one at its source.");

    private static string Words(CodeableConcept? type) => PartsFromFhir.Words("type", type);

    private static string Phone(List<ContactPoint> telecom) =>
        DetailRules.Text("telephone number", PartsFromFhir.Contact(telecom, ContactPoint.ContactPointSystem.Phone), 100);

    private static string Email(List<ContactPoint> telecom) => DetailRules.Email(PartsFromFhir.Contact(telecom, ContactPoint.ContactPointSystem.Email));
}
