using System.Globalization;
using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using static PracticeAspire.Records.FhirImport.PartsFromFhir;

namespace PracticeAspire.Records.FhirImport;

/// <summary>An Observation as an entry of its own: its value, its components, and what its members add when they are gathered.</summary>
internal static class ObservationFromFhir
{
    public const string Category = "http://terminology.hl7.org/CodeSystem/observation-category";

    public static ImportedResource Read(BundleEntry from, string source, Observation observation)
    {
        var (what, status, date) = (Required(observation.Code), observation.Status.GetLiteral()!, FhirDate.FirstOf(observation.Effective, observation.IssuedElement));
        var category = observation.Category.SelectMany(c => c.Coding).FirstOrDefault(c => c.System == Category)?.Code ?? "";
        var measured = Measured(observation, what, source, status).ToList();
        var content = category == "vital-signs"
            ? new Content { Vitals = new Vitals { What = what, Status = status, Measurements = { measured } } }
            : new Content { Result = new Result { What = what, Status = status, Category = category, Measurements = { measured } } };
        return new(from, source, content, date)
        {
            Subject = observation.Subject?.Reference,
            Findings = [.. observation.HasMember.Select(m => m.Reference).OfType<string>()],
            EnteredInError = observation.Status == ObservationStatus.EnteredInError,
        };
    }

    private static IEnumerable<Measurement> Measured(Observation observation, Concept what, string source, string status)
    {
        var comment = Comment(observation.Note, ("Body site", Words(observation.BodySite)), ("Method", Words(observation.Method)));
        if (observation.Value is not null || observation.DataAbsentReason is not null || observation.Component.Count + observation.HasMember.Count == 0)
            yield return With(Value(observation.Value, observation.DataAbsentReason), what, observation.Interpretation, observation.ReferenceRange, comment);

        foreach (var component in observation.Component)
            yield return With(Value(component.Value, component.DataAbsentReason), Required(component.Code), component.Interpretation, component.ReferenceRange, "");

        Measurement With(Measurement measurement, Concept of, List<CodeableConcept> interpretation, List<Observation.ReferenceRangeComponent> ranges, string remark)
        {
            measurement.What = of;
            measurement.Interpretation = interpretation.FirstOrDefault() is { } first ? first.Coding.FirstOrDefault()?.Code ?? first.Text ?? "" : "";
            measurement.ReferenceRange = string.Join("; ", ranges.Select(r => r.Text ?? $"{Words(r.Low)} – {Words(r.High)}"));
            (measurement.Source, measurement.Status, measurement.Comment) = (source, status, remark);
            return measurement;
        }
    }

    // What is no plain number is kept in words: “<5 mg/dL” must not be read as 5.
    private static Measurement Value(DataType? value, CodeableConcept? absent) => value switch
    {
        null => absent is null ? new() : new() { Text = $"Not known: {Words(absent)}" },
        Hl7.Fhir.Model.Quantity { Value: not null, Comparator: null } quantity => new() { Quantity = Of(quantity) },
        Hl7.Fhir.Model.Quantity quantity => new() { Text = Words(quantity) },
        CodeableConcept concept => new() { Concept = Required(concept) },
        Integer { Value: { } number } => new() { Quantity = new() { Value = number.ToString(CultureInfo.InvariantCulture) } },
        FhirString text => new() { Text = text.Value },
        FhirBoolean { Value: { } yes } => new() { Text = yes ? "yes" : "no" },
        Hl7.Fhir.Model.Range range => new() { Text = Words(range) },
        Ratio ratio => new() { Text = $"{Words(ratio.Numerator)} : {Words(ratio.Denominator)}" },
        Time time => new() { Text = time.Value },
        FhirDateTime moment => new() { Text = moment.Value },
        Period period => new() { Text = $"{period.Start} – {period.End}" },
        _ => throw new RuleBroken("value-unreadable", "Its value is of a kind that is not kept here (a series of samples)."),
    };
}
