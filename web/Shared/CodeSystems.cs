using System.Text.RegularExpressions;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Web.Shared;

/// <summary>The vocabularies that entries are coded in: their URIs (as FHIR R4 has them), what people call them, and what their codes look like.</summary>
internal static partial class CodeSystems
{
    public const string Loinc = "http://loinc.org";

    private const string Snomed = "http://snomed.info/sct";
    private const string Icd10 = "http://hl7.org/fhir/sid/icd-10-cm";
    private const string RxNorm = "http://www.nlm.nih.gov/research/umls/rxnorm";
    private const string Cvx = "http://hl7.org/fhir/sid/cvx";

    /// <summary>Those that a form offers.</summary>
    public static IReadOnlyList<(string System, string Name)> Offered { get; } = [(Snomed, "SNOMED CT"), (Icd10, "ICD-10-CM"), (RxNorm, "RxNorm"), (Cvx, "CVX")];

    public static string NameOf(string system) => system == Loinc ? "LOINC" : Offered.FirstOrDefault(s => s.System == system).Name ?? "Code";

    /// <summary>The one that what is written in a form of this kind is mostly coded in.</summary>
    public static string UsualFor(Kind kind) => kind switch { Kind.Problem => Icd10, Kind.Medication => RxNorm, Kind.Immunization => Cvx, _ => Snomed };

    /// <returns>Null when it can be a code of that system; otherwise the sentence that says what one looks like.</returns>
    public static string? Objection(string system, string code) => system switch
    {
        Snomed when !SnomedCode().IsMatch(code) => "A SNOMED CT code is 6 to 18 digits, like 38341003.",
        Icd10 when !Icd10Code().IsMatch(code) => "An ICD-10-CM code is a letter, two characters and mostly a point with more, like I10 or E11.9.",
        RxNorm when !RxNormCode().IsMatch(code) => "An RxNorm code is digits only, like 314076.",
        Cvx when !CvxCode().IsMatch(code) => "A CVX code is two or three digits, like 140.",
        Snomed or Icd10 or RxNorm or Cvx => null,
        _ => "Choose which system the code is of.",
    };

    [GeneratedRegex(@"^\d{6,18}$")]
    private static partial Regex SnomedCode();

    [GeneratedRegex(@"^[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?$")]
    private static partial Regex Icd10Code();

    [GeneratedRegex(@"^\d{1,8}$")]
    private static partial Regex RxNormCode();

    [GeneratedRegex(@"^\d{2,3}$")]
    private static partial Regex CvxCode();
}
