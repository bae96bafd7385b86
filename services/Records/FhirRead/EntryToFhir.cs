using System.Globalization;
using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.FhirImport;
using static PracticeAspire.Records.FhirRead.PartsToFhir;

namespace PracticeAspire.Records.FhirRead;

/// <summary>An entry as FHIR has it. A mistake stays readable as one: entered-in-error.</summary>
internal static class EntryToFhir
{
    /// <summary>Who they are is the directory's to say; here they are their record.</summary>
    public static Patient Patient(Guid id) => new() { Id = id.ToString() };

    public static IEnumerable<Resource> Resources(Contracts.Entry entry, Guid patient) => entry.Content.KindCase switch
    {
        Content.KindOneofCase.Problem => [Condition(entry, entry.Content.Problem, patient)],
        Content.KindOneofCase.Allergy => [Allergy(entry, entry.Content.Allergy, patient)],
        Content.KindOneofCase.Medication => [Medication(entry, entry.Content.Medication, patient)],
        Content.KindOneofCase.Immunization => [Immunization(entry, entry.Content.Immunization, patient)],
        Content.KindOneofCase.Procedure => [Procedure(entry, entry.Content.Procedure, patient)],
        Content.KindOneofCase.Visit => [Encounter(entry, entry.Content.Visit, patient)],
        Content.KindOneofCase.Vitals or Content.KindOneofCase.Result => new ResultsToFhir(entry, patient).Resources(),
        Content.KindOneofCase.Note => [NotesToFhir.Note(entry, entry.Content.Note, patient)],
        Content.KindOneofCase.Document => [NotesToFhir.Document(entry, entry.Content.Document, patient)],
        _ => [],
    };

    public static bool IsMistake(Contracts.Entry entry) => entry.RetractedBecause.Length > 0;

    private static Condition Condition(Contracts.Entry entry, Problem problem, Guid patient) => new()
    {
        Id = entry.Id,
        Meta = MetaOf(entry),
        ClinicalStatus = IsMistake(entry) ? null : Coded(ConditionFromFhir.Clinical, problem.ClinicalStatus),
        VerificationStatus = Coded(ConditionFromFhir.Verification, IsMistake(entry) ? EnteredInError : problem.Verification),
        Code = ConceptOf(problem.What),
        Subject = PartsToFhir.Patient(patient),
        Onset = Date(problem.Onset),

        // FHIR's rule con-4: what has ended is not active.
        Abatement = problem.ClinicalStatus is "inactive" or "resolved" or "remission" ? Date(problem.Abated) : null,
        RecordedDateElement = problem.Onset.Length == 0 ? When(entry) : null,
        Recorder = Author(entry),
        Note = Notes(problem.Comment),
    };

    private static AllergyIntolerance Allergy(Contracts.Entry entry, Allergy allergy, Guid patient) => new()
    {
        Id = entry.Id,
        Meta = MetaOf(entry),

        // FHIR's rule ait-1 wants one of every allergy that is no mistake.
        ClinicalStatus = IsMistake(entry) ? null : Coded(AllergyFromFhir.Clinical, allergy.ClinicalStatus.Length > 0 ? allergy.ClinicalStatus : "active"),
        VerificationStatus = Coded(AllergyFromFhir.Verification, IsMistake(entry) ? EnteredInError : allergy.Verification),
        Category = [.. allergy.Categories.Select(c => EnumUtility.ParseLiteral<AllergyIntolerance.AllergyIntoleranceCategory>(c)).Where(c => c is not null)],
        Criticality = EnumUtility.ParseLiteral<AllergyIntolerance.AllergyIntoleranceCriticality>(allergy.Criticality),
        Code = ConceptOf(allergy.What),
        Patient = PartsToFhir.Patient(patient),
        RecordedDateElement = When(entry),
        Recorder = Author(entry),
        Reaction = [.. allergy.Reactions.SelectMany(InWords).Select(r => new AllergyIntolerance.ReactionComponent { Manifestation = [r] })],
        Note = Notes(allergy.Comment),
    };

    private static MedicationRequest Medication(Contracts.Entry entry, Contracts.Medication medication, Guid patient) => new()
    {
        Id = entry.Id,
        Meta = MetaOf(entry),
        Status = Literal(IsMistake(entry) ? EnteredInError : medication.Status, MedicationRequest.MedicationrequestStatus.Unknown),
        Intent = Literal(medication.Intent, MedicationRequest.MedicationRequestIntent.Order),
        Medication = ConceptOf(medication.What),
        Subject = PartsToFhir.Patient(patient),
        AuthoredOnElement = Date(medication.Since) ?? When(entry),
        Requester = Author(entry),
        DosageInstruction = Words(medication.Dosage) is { } dosage ? [new Dosage { Text = dosage }] : [],
        DispenseRequest = Date(medication.Until) is { } end ? new() { ValidityPeriod = new() { EndElement = end } } : null,
        ReasonCode = InWords(medication.Reason),
        Note = Notes(medication.Comment),
    };

    private static Hl7.Fhir.Model.Immunization Immunization(Contracts.Entry entry, Contracts.Immunization immunization, Guid patient) => new()
    {
        Id = entry.Id,
        Meta = MetaOf(entry),
        Status = Literal(IsMistake(entry) ? EnteredInError : immunization.Status, Hl7.Fhir.Model.Immunization.ImmunizationStatusCodes.Completed),
        VaccineCode = ConceptOf(immunization.What),
        Patient = PartsToFhir.Patient(patient),
        Occurrence = When(entry),
        LotNumber = Words(immunization.Lot),
        Performer = Author(entry) is { } author ? [new() { Actor = author }] : [],
        Note = Notes(immunization.Comment),
    };

    private static Hl7.Fhir.Model.Procedure Procedure(Contracts.Entry entry, Contracts.Procedure procedure, Guid patient) => new()
    {
        Id = entry.Id,
        Meta = MetaOf(entry),
        Status = Literal(IsMistake(entry) ? EnteredInError : procedure.Status, EventStatus.Unknown),
        Code = ConceptOf(procedure.What),
        Subject = PartsToFhir.Patient(patient),
        Performed = Date(procedure.Until) is { } end ? new Period { StartElement = When(entry), EndElement = end } : When(entry),
        Recorder = Author(entry),
        ReasonCode = InWords(procedure.Reason),
        Note = Notes(procedure.Comment),
    };

    private static Encounter Encounter(Contracts.Entry entry, Visit visit, Guid patient) => new()
    {
        Id = entry.Id,
        Meta = MetaOf(entry),
        Status = Literal(IsMistake(entry) ? EnteredInError : visit.Status, Hl7.Fhir.Model.Encounter.EncounterStatus.Unknown),
        Class = Coded("http://terminology.hl7.org/CodeSystem/v3-ActCode", visit.Setting) is { Coding: [var setting] } ? setting : new Hl7.Fhir.Model.Coding { Display = Words(visit.Setting) ?? "Visit" },
        Type = [ConceptOf(visit.What)],
        Subject = PartsToFhir.Patient(patient),
        Period = new()
        {
            StartElement = When(entry),
            End = visit.End?.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture),
        },
        ReasonCode = InWords(visit.Reason),
    };
}
