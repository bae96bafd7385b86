using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using PracticeAspire.BuildingBlocks;
using static PracticeAspire.Records.FhirImport.PartsFromFhir;

namespace PracticeAspire.Records.FhirImport;

internal static class ProcedureFromFhir
{
    public static ImportedResource Read(BundleEntry from, string source, Procedure procedure)
    {
        var content = new Contracts.Procedure
        {
            What = Required(procedure.Code),
            Status = procedure.Status.GetLiteral()!,
            Until = (procedure.Performed as Period)?.End ?? "",
            Reason = Reasons(procedure.ReasonCode, procedure.ReasonReference),
            Comment = Comment(
                procedure.Note,
                ("When", WordsForTime(procedure.Performed)),
                ("Status", Words(procedure.StatusReason)),
                ("Body site", Words(procedure.BodySite)),
                ("Outcome", Words(procedure.Outcome)),
                ("Complication", Words(procedure.Complication))),
        };
        return new(from, source, new Contracts.Content { Procedure = content }, FhirDate.FirstOf(procedure.Performed))
        {
            Subject = procedure.Subject?.Reference,
            EnteredInError = procedure.Status == EventStatus.EnteredInError,
        };
    }
}
