using System.Globalization;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>One line of the vitals form: what it is in LOINC and UCUM, and between which values a living person is.</summary>
internal sealed record VitalSign(string Field, string Label, string Code, string Display, string Unit, string Ucum, decimal Least, decimal Most)
{
    public const string Upper = "systolic";
    public const string Lower = "diastolic";

    public static IReadOnlyList<VitalSign> All { get; } =
    [
        new(Upper, "Blood pressure, upper value", MeasurementWords.Systolic, "Systolic blood pressure", "mmHg", "mm[Hg]", 40, 320),
        new(Lower, "Blood pressure, lower value", MeasurementWords.Diastolic, "Diastolic blood pressure", "mmHg", "mm[Hg]", 15, 220),
        new("pulse", "Pulse", "8867-4", "Heart rate", "/min", "/min", 15, 350),
        new("temperature", "Temperature", "8310-5", "Body temperature", "°C", "Cel", 25, 45),
        new("breathing", "Breathing rate", "9279-1", "Respiratory rate", "/min", "/min", 2, 120),
        new("saturation", "Oxygen saturation", "59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry", "%", "%", 30, 100),
        new("weight", "Weight", "29463-7", "Body weight", "kg", "kg", 0.2m, 650),
        new("height", "Height", "8302-2", "Body height", "cm", "cm", 20, 275),
    ];

    /// <returns>The number as it is kept, or the sentence that says why it cannot be one.</returns>
    public (string? Value, string? Wrong) Read(string typed)
    {
        var text = typed.Trim().Replace(',', '.');
        if (text.Length > 10 || !decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return (null, $"“{typed.Trim()}” is not a number. Enter digits only, like {Example}.");
        if (number >= Least && number <= Most)
            return (text, null);
        if (Code == "8310-5" && number is >= 80 and <= 115)
            return (null, $"{text} looks like degrees Fahrenheit. That is {Shown((number - 32) / 1.8m)} °C.");
        if (Code == "8302-2" && number is >= 0.3m and <= 2.75m)
            return (null, $"{text} looks like metres. That is {Shown(number * 100)} cm.");
        return (null, $"{Label.Split(',')[0]} is between {Shown(Least)} and {Shown(Most)} {Unit}. Is a digit missing, or one too many?");
    }

    /// <summary>Whether the form can show it: in another unit, or in words, it is not this line's to change.</summary>
    public bool Is(Measurement measurement) => MeasurementWords.Is(measurement, Code) && measurement.Quantity is { } quantity
        && (quantity.Ucum == Ucum || (quantity.Ucum.Length == 0 && (quantity.Unit == Unit || quantity.Unit == Ucum)));

    public Measurement Measured(string value) => new()
    {
        What = new() { Text = Display, Codings = { new Coding { System = CodeSystems.Loinc, Code = Code, Display = Display } } },
        Quantity = new() { Value = value, Unit = Unit, Ucum = Ucum },
    };

    private string Example => Code switch { "8310-5" => "36.8", "29463-7" => "72.5", "8302-2" => "178", MeasurementWords.Systolic => "128", "59408-5" => "98", "9279-1" => "16", _ => "72" };

    private static string Shown(decimal number) => decimal.Round(number, 1).ToString("0.#", CultureInfo.InvariantCulture);
}
