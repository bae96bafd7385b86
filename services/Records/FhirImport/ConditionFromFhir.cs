using Hl7.Fhir.Model;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using static PracticeAspire.Records.FhirImport.PartsFromFhir;

namespace PracticeAspire.Records.FhirImport;

internal static class ConditionFromFhir
{
    public const string Clinical = "http://terminology.hl7.org/CodeSystem/condition-clinical";
    public const string Verification = "http://terminology.hl7.org/CodeSystem/condition-ver-status";

    public static ImportedResource Read(BundleEntry from, string source, Condition condition)
    {
        var verification = CodeOf(
            "verification status", condition.VerificationStatus, Verification, "unconfirmed", "provisional", "differential", "confirmed", "refuted", "entered-in-error");
        var problem = new Problem
        {
            What = Required(condition.Code),
            ClinicalStatus = CodeOf("clinical status", condition.ClinicalStatus, Clinical, "active", "recurrence", "relapse", "inactive", "remission", "resolved"),
            Verification = verification,
            Onset = DateOf(condition.Onset),
            Abated = DateOf(condition.Abatement),
            Comment = Comment(
                condition.Note,
                ("Severity", Words(condition.Severity)),
                ("Body site", Words(condition.BodySite)),
                ("Began", WordsForTime(condition.Onset)),
                ("Ended", WordsForTime(condition.Abatement))),
        };
        return new(from, source, new Content { Problem = problem }, FhirDate.FirstOf(condition.Onset, condition.RecordedDateElement))
        {
            Subject = condition.Subject?.Reference,
            EnteredInError = verification == "entered-in-error",
        };
    }
}
