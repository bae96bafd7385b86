using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using static PracticeAspire.Records.FhirImport.PartsFromFhir;

namespace PracticeAspire.Records.FhirImport;

internal static class EncounterFromFhir
{
    public static ImportedResource Read(BundleEntry from, string source, Encounter encounter)
    {
        var what = Of(encounter.Type.FirstOrDefault() ?? encounter.ServiceType);
        if (what.Text.Length == 0)
            what.Text = encounter.Class?.Display ?? encounter.Class?.Code ?? "Visit";
        var visit = new Visit
        {
            What = what,
            Status = encounter.Status.GetLiteral()!,
            Setting = encounter.Class?.Code ?? "",
            End = FhirDate.Of(encounter.Period?.End)?.At.ToTimestamp(),
            Reason = Reasons(encounter.ReasonCode, encounter.ReasonReference),
        };
        return new(from, source, new Content { Visit = visit }, FhirDate.FirstOf(encounter.Period))
        {
            Subject = encounter.Subject?.Reference,
            EnteredInError = encounter.Status == Encounter.EncounterStatus.EnteredInError,
        };
    }
}
