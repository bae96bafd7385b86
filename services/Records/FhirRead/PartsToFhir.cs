using System.Globalization;
using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using NodaTime.Text;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.FhirImport;

namespace PracticeAspire.Records.FhirRead;

/// <summary>The parts that several FHIR resources have. What people typed where FHIR wants a code becomes a text, so that every answer keeps to R4.</summary>
internal static partial class PartsToFhir
{
    public const string EnteredInError = "entered-in-error";

    public static ResourceReference Patient(Guid id) => new($"Patient/{id}");

    /// <summary>Who wrote it, by what their own export says of them; this server has no Practitioners.</summary>
    public static ResourceReference? Author(Contracts.Entry entry) => entry.AuthorId.Length == 0
        ? null
        : new() { Type = "Practitioner", Identifier = new("urn:ietf:rfc:3986", $"urn:uuid:{entry.AuthorId}") };

    public static Meta MetaOf(Contracts.Entry entry) => new()
    {
        VersionId = entry.Version.ToString(CultureInfo.InvariantCulture),
        LastUpdated = entry.RecordedAt.ToDateTimeOffset(),
        Security = entry.Content.Sensitivity switch
        {
            Sensitivity.Restricted => [Confidentiality("R", "restricted")],
            Sensitivity.VeryRestricted => [Confidentiality("V", "very restricted")],
            _ => [],
        },
    };

    public static CodeableConcept ConceptOf(Concept? concept) => new()
    {
        Text = Words(concept?.Text),
        Coding = [.. (concept?.Codings ?? []).Select(c => new Hl7.Fhir.Model.Coding
        {
            System = Address().IsMatch(c.System) ? c.System : null,
            Code = Code().IsMatch(c.Code) ? c.Code : null,
            Display = Words(c.Display) ?? (Code().IsMatch(c.Code) ? null : Words(c.Code)),
        }).Where(c => c.System is not null || c.Code is not null || c.Display is not null)],
    };

    public static CodeableConcept? Coded(string system, string code) =>
        code.Length == 0 ? null : Code().IsMatch(code) ? new CodeableConcept(system, code) : new CodeableConcept { Text = code };

    public static List<CodeableConcept> InWords(string words) => Words(words) is { } text ? [new CodeableConcept { Text = text }] : [];

    public static List<Annotation> Notes(string comment) => Words(comment) is { } text ? [new Annotation { Text = text }] : [];

    /// <returns>Null when there is nothing to read.</returns>
    public static string? Words(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    public static T Literal<T>(string literal, T otherwise)
        where T : struct, Enum => EnumUtility.ParseLiteral<T>(literal) ?? otherwise;

    /// <summary>A date that is one.</summary>
    public static FhirDateTime? Date(string written) => FhirDate.Parse(written) is null ? null : new FhirDateTime(written);

    /// <summary>When it happened, as its source wrote it unless somebody has moved it since.</summary>
    public static FhirDateTime When(Contracts.Entry entry, string written = "")
    {
        if (written.Length > 0 && Date(written) is { } own)
            return own;
        var happened = entry.HappenedAt.ToInstant("happened_at");
        return FhirDate.Parse(entry.Content.Happened) is { } source && source.At.ToUnixTimeTicks() / 10 == happened.ToUnixTimeTicks() / 10
            ? new FhirDateTime(source.Written)
            : new FhirDateTime(InstantPattern.ExtendedIso.Format(happened));
    }

    public static DataType? Value(Measurement measurement) => measurement.ValueCase switch
    {
        Measurement.ValueOneofCase.Quantity => QuantityOf(measurement.Quantity),
        Measurement.ValueOneofCase.Concept => ConceptOf(measurement.Concept),
        Measurement.ValueOneofCase.Text when Words(measurement.Text) is { } text => new FhirString(text),
        _ => null,
    };

    private static DataType? QuantityOf(Contracts.Quantity quantity)
    {
        if (!decimal.TryParse(quantity.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            return Words($"{quantity.Value} {quantity.Unit}") is { } words ? new FhirString(words) : null;

        var coded = Code().IsMatch(quantity.Ucum);
        return new Hl7.Fhir.Model.Quantity { Value = value, Unit = Words(quantity.Unit), System = coded ? "http://unitsofmeasure.org" : null, Code = coded ? quantity.Ucum : null };
    }

    private static Hl7.Fhir.Model.Coding Confidentiality(string code, string display) => new("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", code, display);

    [GeneratedRegex(@"^[^\s]+(\s[^\s]+)*\z")]
    private static partial Regex Code();

    [GeneratedRegex(@"^\S+\z")]
    private static partial Regex Address();
}
