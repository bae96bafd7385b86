using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using PracticeAspire.BuildingBlocks;
using static PracticeAspire.Records.FhirImport.PartsFromFhir;

namespace PracticeAspire.Records.FhirImport;

internal static class ImmunizationFromFhir
{
    public static ImportedResource Read(BundleEntry from, string source, Immunization immunization)
    {
        var content = new Contracts.Immunization
        {
            What = Required(immunization.VaccineCode),
            Lot = immunization.LotNumber ?? "",
            Status = immunization.Status.GetLiteral()!,
            Comment = Comment(
                immunization.Note,
                ("When", WordsForTime(immunization.Occurrence)),
                ("Not done because", Words(immunization.StatusReason)),
                ("Dose", immunization.IsSubpotent == true ? "subpotent" : ""),
                ("Site", Words(immunization.Site)),
                ("Reason", Reasons(immunization.ReasonCode, immunization.ReasonReference))),
        };
        return new(from, source, new Contracts.Content { Immunization = content }, FhirDate.FirstOf(immunization.Occurrence, immunization.RecordedElement))
        {
            Subject = immunization.Patient?.Reference,
            EnteredInError = immunization.Status == Immunization.ImmunizationStatusCodes.EnteredInError,
        };
    }
}
