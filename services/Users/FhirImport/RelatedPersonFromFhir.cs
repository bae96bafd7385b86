using Hl7.Fhir.Model;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.People;
using PracticeAspire.Users.RelatedPeople;

namespace PracticeAspire.Users.FhirImport;

/// <summary>From a FHIR R4 RelatedPerson to someone to call about a patient.</summary>
internal static class RelatedPersonFromFhir
{
    public static ImportedRelatedPerson Read(BundleEntry from, Hl7.Fhir.Model.RelatedPerson related)
    {
        var (given, family) = NameFromFhir.Read(NameFromFhir.Current(related.Name));
        var (begins, ends) = PartsFromFhir.Period(related.Period);
        var details = RelatedRules.Check(new RelatedDetails(given, family)
        {
            Relationships = [.. related.Relationship.Select(Relationship)],
            Phones = PartsFromFhir.Phones(related.Telecom),
            Email = PartsFromFhir.Contact(related.Telecom, ContactPoint.ContactPointSystem.Email),
            Address = PartsFromFhir.Address(related.Address),
            From = begins,
            Until = ends,
            Active = related.Active != false,
        });
        return new(from, IdentifiersFromFhir.Read(related.Identifier, from.FullUrl), details,
            Reference.Of(from, "patient", "Patient", related.Patient) ?? throw new RuleBroken("patient-missing", "It does not say whose contact it is. Export it with its patient."));
    }

    private static string Relationship(CodeableConcept concept) =>
        concept.Coding.Select(c => c.Code is null ? null : Relationships.Find(c.Code)).FirstOrDefault(r => r is not null && concept.Coding.Exists(c => c.Code == r.Code && c.System == r.System))?.Code
        ?? PartsFromFhir.Words("relationship", concept);
}
