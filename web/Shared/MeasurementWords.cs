using System.Globalization;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Web.Shared;

/// <summary>What was measured, as people read it. A blood pressure is two measurements and one figure.</summary>
internal static class MeasurementWords
{
    public const string Systolic = "8480-6";
    public const string Diastolic = "8462-4";

    private static readonly Dictionary<string, string> ShortNames = new()
    {
        [Systolic] = "Systolic pressure",
        [Diastolic] = "Diastolic pressure",
        ["8867-4"] = "Pulse",
        ["8310-5"] = "Temperature",
        ["9279-1"] = "Breathing rate",
        ["59408-5"] = "Oxygen saturation",
        ["2708-6"] = "Oxygen saturation",
        ["29463-7"] = "Weight",
        ["8302-2"] = "Height",
        ["39156-5"] = "Body mass index",
    };

    public static string Name(Measurement measurement) =>
        measurement.What?.Codings.FirstOrDefault(c => c.System == CodeSystems.Loinc && ShortNames.ContainsKey(c.Code)) is { } known ? ShortNames[known.Code] : EntryWords.Of(measurement.What);

    public static string Value(Measurement measurement) => measurement switch
    {
        { Quantity: { } quantity } => WithUnit(quantity),
        { Concept: { } concept } => EntryWords.Of(concept),
        _ => measurement.Text,
    };

    public static string WithUnit(Quantity quantity) => Unit(quantity) is { Length: > 0 } unit ? $"{Figure(quantity)} {unit}" : Figure(quantity);

    /// <summary>"166.09" of what a program worked out as 166.0913577441788. What somebody read off is shown as it is, and the entry keeps every digit.</summary>
    public static string Figure(Quantity quantity) => Number(quantity) is { Scale: > 4 } worked
        ? Math.Abs(worked) >= 1 ? worked.ToString("0.##", CultureInfo.InvariantCulture) : worked.ToString("G3", CultureInfo.InvariantCulture)
        : quantity.Value;

    /// <summary>"mmHg" for UCUM's "mm[Hg]".</summary>
    public static string Unit(Quantity quantity) => (quantity.Unit.Length > 0 ? quantity.Unit : quantity.Ucum) switch { "mm[Hg]" => "mmHg", "Cel" => "°C", var unit => unit };

    public static bool Is(Measurement measurement, string loinc) => measurement.What?.Codings.Any(c => c.System == CodeSystems.Loinc && c.Code == loinc) == true;

    /// <summary>Null for what is no number, "&lt; 5".</summary>
    public static decimal? Number(Quantity? quantity) => decimal.TryParse(quantity?.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>"128/82 mmHg · Pulse 72 /min"</summary>
    public static IEnumerable<string> Joined(IReadOnlyList<Measurement> measurements)
    {
        var (upper, lower) = (measurements.FirstOrDefault(m => Is(m, Systolic)), measurements.FirstOrDefault(m => Is(m, Diastolic)));
        if (upper?.Quantity is not null && lower?.Quantity is not null)
            yield return Pressure(upper.Quantity, lower.Quantity);
        foreach (var measurement in measurements)
        {
            if (upper?.Quantity is null || lower?.Quantity is null || (measurement != upper && measurement != lower))
                yield return $"{Name(measurement)} {Value(measurement)}";
        }
    }

    public static string Pressure(Quantity upper, Quantity lower) => $"{Figure(upper)}/{Figure(lower)} {Unit(upper)}";

    /// <summary>HL7's letters for a value outside what is usual.</summary>
    public static (string Text, string Look)? Mark(string interpretation) => interpretation switch
    {
        "H" => ("High", "tag--warn"),
        "L" => ("Low", "tag--warn"),
        "HH" or "HU" => ("Very high", "tag--wrong"),
        "LL" or "LU" => ("Very low", "tag--wrong"),
        "A" => ("Abnormal", "tag--warn"),
        "AA" => ("Very abnormal", "tag--wrong"),
        "POS" => ("Positive", "tag--warn"),
        "NEG" => ("Negative", ""),
        "N" or "" => null,
        var other => (other, ""),
    };

    /// <summary>"3.5-5.0", "&lt; 5.2", "&gt;=60"; neither end where it is words.</summary>
    public static (decimal? Low, decimal? High) Range(string text)
    {
        var parts = text.Replace('–', '-').Trim();
        if (parts.StartsWith('<'))
            return (null, Parsed(parts.TrimStart('<', '=', ' ')));
        if (parts.StartsWith('>'))
            return (Parsed(parts.TrimStart('>', '=', ' ')), null);
        return parts.Split('-', 2, StringSplitOptions.TrimEntries) is [var low, var high] ? (Parsed(low), Parsed(high)) : (null, null);
    }

    private static decimal? Parsed(string text) =>
        decimal.TryParse(text.Split(' ')[0], NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;
}
