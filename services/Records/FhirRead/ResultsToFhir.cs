using Google.Protobuf.Collections;
using Hl7.Fhir.Model;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.FhirImport;
using static PracticeAspire.Records.FhirRead.PartsToFhir;

namespace PracticeAspire.Records.FhirRead;

/// <summary>
/// What was measured, as Observations. A report is a DiagnosticReport and its Observations besides, each with a number behind the entry's id; a panel is one
/// Observation with its members or components.
/// </summary>
internal sealed class ResultsToFhir(Contracts.Entry entry, Guid patient)
{
    private readonly Result? result = entry.Content.Result;
    private readonly Concept? what = entry.Content.Vitals is { } vitals ? vitals.What : entry.Content.Result.What;
    private readonly RepeatedField<Measurement> measurements = entry.Content.Vitals?.Measurements ?? entry.Content.Result.Measurements;

    public IEnumerable<Resource> Resources()
    {
        var own = measurements.Where(m => !IsGathered(m)).ToList();
        var members = measurements.Where(IsGathered).GroupBy(m => m.Source).Select(g => g.ToList());
        if (IsReport || what is null or { Text: "" })
        {
            // What was typed here has no Observation it came from: each measurement is one.
            var parts = own.Select(m => (List<Measurement>)[m]).Concat(members).Select((part, i) => Part(part, i + 1)).ToList();
            return IsReport ? [Report(parts), .. parts] : parts;
        }

        var of = members.Select((part, i) => Part(part, i + 1)).ToList();
        var whole = Whole(own);
        whole.HasMember = [.. of.Select(o => new ResourceReference($"Observation/{o.Id}"))];
        return [whole, .. of];
    }

    private bool IsReport => result is not null && (entry.Content.Source.Length > 0
        ? entry.Content.Source.Contains("DiagnosticReport/", StringComparison.Ordinal)
        : measurements is not [{ What: var only }] || !only.Equals(what));

    private bool IsGathered(Measurement measurement) => measurement.Source.Length > 0 && measurement.Source != entry.Content.Source;

    private Observation Whole(List<Measurement> own)
    {
        var values = own.Where(m => Equals(m.What, what)).ToList();
        return Build(entry.Id, what!, values is [var value] ? value : null, values.Count == 1 ? own.Except(values) : own, entry.Content.Vitals?.Status ?? result!.Status, "");
    }

    private Observation Part(List<Measurement> part, int number)
    {
        var value = part.Find(m => m.Panel is null);
        var components = part.Where(m => !ReferenceEquals(m, value));
        return Build($"{entry.Id}.{number}", value?.What ?? part[0].Panel, value, components, part[0].Status, part[0].Happened);
    }

    private Observation Build(string id, Concept code, Measurement? value, IEnumerable<Measurement> components, string status, string happened) => new()
    {
        Id = id,
        Meta = MetaOf(entry),
        Status = Literal(EntryToFhir.IsMistake(entry) ? EnteredInError : status, ObservationStatus.Final),
        Category = Coded(ObservationFromFhir.Category, result is null ? "vital-signs" : result.Category) is { } category ? [category] : [],
        Code = ConceptOf(code),
        Subject = PartsToFhir.Patient(patient),
        Effective = When(entry, happened),
        Performer = Author(entry) is { } author ? [author] : [],
        Value = value is null ? null : Value(value),
        Interpretation = value is null ? [] : Interpretation(value),
        ReferenceRange = value is null ? [] : Range(value),
        Note = Notes(value?.Comment ?? ""),
        Component = [.. components.Select(c => new Observation.ComponentComponent
        {
            Code = ConceptOf(c.What),
            Value = Value(c),
            Interpretation = Interpretation(c),
            ReferenceRange = Range(c),
        })],
    };

    private DiagnosticReport Report(IEnumerable<Observation> parts) => new()
    {
        Id = entry.Id,
        Meta = MetaOf(entry),
        Status = Literal(EntryToFhir.IsMistake(entry) ? EnteredInError : result!.Status, DiagnosticReport.DiagnosticReportStatus.Final),
        Category = Coded("http://terminology.hl7.org/CodeSystem/v2-0074", result!.Category == "imaging" ? "RAD" : "LAB") is { } category ? [category] : [],
        Code = ConceptOf(what),
        Subject = PartsToFhir.Patient(patient),
        Effective = When(entry),
        Performer = Author(entry) is { } author ? [author] : [],
        Result = [.. parts.Select(o => new ResourceReference($"Observation/{o.Id}"))],
        Conclusion = Words(result.Conclusion),
    };

    private static List<CodeableConcept> Interpretation(Measurement measurement) =>
        Coded("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", measurement.Interpretation) is { } coded ? [coded] : [];

    private static List<Observation.ReferenceRangeComponent> Range(Measurement measurement) =>
        Words(measurement.ReferenceRange) is { } text ? [new() { Text = text }] : [];
}
