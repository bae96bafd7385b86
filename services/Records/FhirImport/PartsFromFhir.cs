using System.Globalization;
using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Records.FhirImport;

/// <summary>The parts that several FHIR resources have: what something is called, how much it is, what was remarked.</summary>
internal static class PartsFromFhir
{
    // What these mark is not for everyone who treats the patient (HL7 v3 Confidentiality and ActCode, InformationSensitivityPolicy).
    private static readonly string[] Restricted = ["R", "ETH", "HIV", "PSY", "SUD", "SDV", "SEX", "STD", "BH", "MH"];

    /// <exception cref="RuleBroken"><c>code-missing</c></exception>
    public static Concept Required(CodeableConcept? concept) => Of(concept) is { Text.Length: > 0 } named
        ? named
        : throw new RuleBroken("code-missing", "It has neither a code nor a text, so nobody could tell what it is.");

    /// <summary>Codes as they are given, and a text that people can read.</summary>
    public static Concept Of(CodeableConcept? concept) => new()
    {
        Text = Words(concept),
        Codings = { (concept?.Coding ?? []).Select(c => new Contracts.Coding { System = c.System ?? "", Code = c.Code ?? "", Display = c.Display ?? "" }) },
    };

    /// <summary>The text, or what the first code is called, or the code.</summary>
    public static string Words(CodeableConcept? concept) =>
        First(concept?.Text, concept?.Coding.FirstOrDefault(c => !string.IsNullOrWhiteSpace(c.Display))?.Display, concept?.Coding.FirstOrDefault()?.Code);

    public static string Words(IEnumerable<CodeableConcept> concepts) => string.Join(", ", concepts.Select(Words).Where(w => w.Length > 0));

    /// <summary>The one code of an element whose codes mean what it says, as "resolved"; empty when it is not there.</summary>
    /// <exception cref="RuleBroken"><c>code-unknown</c>: nobody could tell what it means.</exception>
    public static string CodeOf(string what, CodeableConcept? concept, string system, params ReadOnlySpan<string> known)
    {
        if (concept is null)
            return "";

        var code = concept.Coding.FirstOrDefault(c => c.System == system)?.Code ?? "";
        return known.Contains(code) ? code : throw new RuleBroken("code-unknown", $"Its {what} is none of those of FHIR R4, so nobody could tell whether it holds.");
    }

    /// <summary>What has no field of its own, in words, so that it is not lost.</summary>
    public static string Comment(IEnumerable<Annotation> notes, params (string What, string Words)[] others) => string.Join(
        "\n", [.. others.Where(o => o.Words.Length > 0).Select(o => $"{o.What}: {o.Words}"), .. notes.Select(n => n.Text).OfType<string>()]);

    public static Contracts.Quantity Of(Hl7.Fhir.Model.Quantity quantity) => new()
    {
        Value = Decimal(quantity.Value!.Value),
        Unit = First(quantity.Unit, quantity.Code),
        Ucum = quantity.System == "http://unitsofmeasure.org" ? quantity.Code ?? "" : "",
    };

    public static string Words(Hl7.Fhir.Model.Quantity? quantity) => quantity?.Value is not { } value
        ? ""
        : $"{quantity.Comparator?.GetLiteral()}{Decimal(value)} {First(quantity.Unit, quantity.Code)}".Trim();

    public static string Words(Hl7.Fhir.Model.Range? range) => range is null ? "" : $"{Words(range.Low)} – {Words(range.High)}".Trim();

    /// <summary>What somebody wrote about when, where it is no date.</summary>
    public static string WordsForTime(DataType? element) => element switch
    {
        FhirString text => text.Value ?? "",
        Age age => $"at {Words(age)}",
        Hl7.Fhir.Model.Range range => $"at {Words(range)}",
        _ => "",
    };

    public static string DateOf(DataType? element) => FhirDate.FirstOf(element)?.Written ?? "";

    public static Sensitivity SensitivityOf(Meta? meta)
    {
        var labels = (meta?.Security ?? []).Select(s => s.Code).ToList();
        return labels.Contains("V") ? Sensitivity.VeryRestricted : labels.Exists(l => Restricted.Contains(l)) ? Sensitivity.Restricted : Sensitivity.Normal;
    }

    public static string Reasons(IEnumerable<CodeableConcept> codes, IEnumerable<ResourceReference> references) =>
        string.Join(", ", [.. codes.Select(Words).Where(w => w.Length > 0), .. references.Select(r => r.Display).OfType<string>()]);

    /// <summary>With its trailing zeros, which say how exact it is.</summary>
    public static string Decimal(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private static string First(params string?[] texts) => texts.FirstOrDefault(t => !string.IsNullOrWhiteSpace(t)) ?? "";
}
