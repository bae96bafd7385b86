using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using static PracticeAspire.Records.FhirImport.PartsFromFhir;

namespace PracticeAspire.Records.FhirImport;

internal static class MedicationFromFhir
{
    public static ImportedMedication Read(BundleEntry from, Hl7.Fhir.Model.Medication medication) => new(from, Required(medication.Code));

    public static ImportedResource Read(BundleEntry from, string source, MedicationRequest request)
    {
        if (request.DoNotPerform == true)
            throw new RuleBroken("not-to-be-given", "It says what is not to be given. Such a request would be read as one to give it, so it is not imported.");

        var reference = (request.Medication as ResourceReference)?.Reference;
        var contained = reference?.StartsWith('#') == true ? Contained(request, reference[1..]) : null;
        var content = new Contracts.Medication
        {
            // Of one that is an entry of its own, when that is found.
            What = reference is null || contained is not null ? Required(contained ?? request.Medication as CodeableConcept) : new Concept(),
            Status = request.Status.GetLiteral()!,
            Intent = request.Intent.GetLiteral()!,
            Dosage = string.Join("; ", request.DosageInstruction.Select(DosageOf).Where(d => d.Length > 0)),
            Since = request.AuthoredOn ?? "",
            Until = request.DispenseRequest?.ValidityPeriod?.End ?? "",
            Reason = Reasons(request.ReasonCode, request.ReasonReference),
            Comment = Comment(request.Note, ("Status", Words(request.StatusReason))),
        };
        return new(from, source, new Content { Medication = content }, FhirDate.Of(request.AuthoredOn))
        {
            Subject = request.Subject?.Reference,
            Medication = contained is null ? reference : null,
            EnteredInError = request.Status == MedicationRequest.MedicationrequestStatus.EnteredInError,
        };
    }

    private static CodeableConcept Contained(MedicationRequest request, string id) =>
        request.Contained.OfType<Hl7.Fhir.Model.Medication>().FirstOrDefault(m => m.Id == id)?.Code
        ?? throw new RuleBroken("reference-unresolved", "Its medication is said to be contained in it, and is not.");

    /// <summary>The words of who prescribed it, else what can be said of its parts.</summary>
    private static string DosageOf(Dosage dosage)
    {
        if (!string.IsNullOrWhiteSpace(dosage.Text ?? dosage.PatientInstruction))
            return dosage.Text ?? dosage.PatientInstruction!;

        var each = dosage.DoseAndRate.FirstOrDefault()?.Dose;
        var timing = dosage.Timing?.Repeat;
        string?[] parts =
        [
            each is Hl7.Fhir.Model.Quantity quantity ? Words(quantity) : Words(each as Hl7.Fhir.Model.Range),
            Words(dosage.Route),
            timing is { Frequency: { } times, Period: { } period, PeriodUnit: { } unit } ? $"{times} time(s) every {Decimal(period)} {unit.GetLiteral()}" : Words(dosage.Timing?.Code),
            dosage.AsNeeded switch { FhirBoolean { Value: true } => "as needed", CodeableConcept why => $"as needed for {Words(why)}", _ => null },
            Words(dosage.AdditionalInstruction),
        ];
        return string.Join(", ", parts.Where(p => !string.IsNullOrEmpty(p)));
    }
}
