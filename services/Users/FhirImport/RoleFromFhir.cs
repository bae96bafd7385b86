using Hl7.Fhir.Model;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Organizations;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.FhirImport;

/// <summary>From a FHIR R4 PractitionerRole to who works for whom, where and as what.</summary>
internal static class RoleFromFhir
{
    private const int Most = 20;

    public static ImportedRole Read(BundleEntry from, Hl7.Fhir.Model.PractitionerRole role)
    {
        var (begins, ends) = PartsFromFhir.Period(role.Period);
        if (role.Location.Count > Most)
            throw new RuleBroken("too-many-places", $"It names more than {Most} places. Split it.");

        var details = new PractitionerRoleDetails(
            OrganizationId: null, SiteIds: [], PartsFromFhir.Words("function", role.Code, Most), PartsFromFhir.Words("speciality", role.Specialty, Most),
            DetailRules.Text("telephone number", PartsFromFhir.Contact(role.Telecom, ContactPoint.ContactPointSystem.Phone), 100),
            DetailRules.Email(PartsFromFhir.Contact(role.Telecom, ContactPoint.ContactPointSystem.Email)), begins, ends, role.Active != false);
        var practitioner = Reference.Of(from, "practitioner", "Practitioner", role.Practitioner)
            ?? throw new RuleBroken("practitioner-missing", "It does not say whose role it is. Export it with its practitioner.");
        return new(from, IdentifiersFromFhir.Read(role.Identifier, from.FullUrl), details, practitioner,
            Reference.Of(from, "organization", "Organization", role.Organization),
            [.. role.Location.Select(l => Reference.Of(from, "place", "Location", l)).OfType<Reference>().Distinct()]);
    }
}
