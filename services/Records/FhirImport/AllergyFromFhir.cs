using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using static PracticeAspire.Records.FhirImport.PartsFromFhir;

namespace PracticeAspire.Records.FhirImport;

internal static class AllergyFromFhir
{
    public const string Clinical = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
    public const string Verification = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";

    public static ImportedResource Read(BundleEntry from, string source, AllergyIntolerance allergy)
    {
        var verification = CodeOf("verification status", allergy.VerificationStatus, Verification, "unconfirmed", "confirmed", "refuted", "entered-in-error");
        var content = new Allergy
        {
            What = Required(allergy.Code ?? allergy.Reaction.FirstOrDefault()?.Substance),
            ClinicalStatus = CodeOf("clinical status", allergy.ClinicalStatus, Clinical, "active", "inactive", "resolved"),
            Verification = verification,
            Criticality = allergy.Criticality?.GetLiteral() ?? "",
            Categories = { allergy.Category.OfType<AllergyIntolerance.AllergyIntoleranceCategory>().Select(c => c.GetLiteral()!) },
            Reactions = { allergy.Reaction.SelectMany(r => r.Manifestation.Select(m => r.Severity is { } severity ? $"{Words(m)} ({severity.GetLiteral()})" : Words(m))).Where(w => w.Length > 0) },
            Comment = Comment(allergy.Note, ("Kind", allergy.Type?.GetLiteral() ?? ""), ("Began", WordsForTime(allergy.Onset))),
        };
        return new(from, source, new Content { Allergy = content }, FhirDate.FirstOf(allergy.Onset, allergy.RecordedDateElement, allergy.LastOccurrenceElement))
        {
            Subject = allergy.Patient?.Reference,
            EnteredInError = verification == "entered-in-error",
        };
    }
}
