using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using static PracticeAspire.Records.FhirImport.PartsFromFhir;

namespace PracticeAspire.Records.FhirImport;

/// <summary>A DiagnosticReport; its findings are gathered into it: see <see cref="Findings"/>.</summary>
internal static class ReportFromFhir
{
    public static ImportedResource Read(BundleEntry from, string source, DiagnosticReport report)
    {
        var conclusion = string.Join("\n", [.. report.Conclusion is { } words ? [words] : Array.Empty<string>(), .. report.ConclusionCode.Select(Words)]);
        if (report.Result.Count == 0 && conclusion.Length == 0 && report.PresentedForm.Count > 0)
            throw new RuleBroken("file-only", "It is a file and nothing else. Attach that file to the record instead.");

        var result = new Result
        {
            What = Required(report.Code),
            Status = report.Status.GetLiteral()!,
            Conclusion = conclusion,
            Category = report.Category.SelectMany(c => c.Coding).Any(c => c.Code == "RAD") ? "imaging" : "laboratory",
        };
        return new(from, source, new Content { Result = result }, FhirDate.FirstOf(report.Effective, report.IssuedElement))
        {
            Subject = report.Subject?.Reference,
            Findings = [.. report.Result.Select(r => r.Reference).OfType<string>()],
            EnteredInError = report.Status == DiagnosticReport.DiagnosticReportStatus.EnteredInError,
        };
    }
}
