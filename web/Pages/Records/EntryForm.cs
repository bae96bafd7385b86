using System.Text.RegularExpressions;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>Makes an entry of what was typed, or says what is wrong with each field.</summary>
/// <param name="was">What it says until now, when it is changed: what the form does not show stays as it is.</param>
internal sealed partial class EntryForm(Kind kind, EntryInput input, Content? was)
{
    private readonly List<FieldProblem> problems = [];

    public IReadOnlyList<FieldProblem> Problems => problems;

    /// <summary>The choices of "Status", the usual one first.</summary>
    public static IReadOnlyList<string> StatusesOf(Kind kind) => kind switch
    {
        Kind.Problem => ["active", "recurrence", "relapse", "inactive", "remission", "resolved"],
        Kind.Allergy => ["active", "inactive", "resolved"],
        Kind.Medication => ["active", "on-hold", "stopped", "completed", "cancelled"],
        Kind.Immunization => ["completed", "not-done"],
        Kind.Procedure => ["completed", "in-progress", "not-done"],
        _ => [],
    };

    public Content Read()
    {
        var content = was?.Clone() ?? new();
        content.Sensitivity = input.Sensitivity;
        switch (kind)
        {
            case Kind.Vitals:
                Read(content.Vitals ??= new());
                break;
            case Kind.Problem:
                Read(content.Problem ??= new());
                break;
            case Kind.Allergy:
                Read(content.Allergy ??= new());
                break;
            case Kind.Medication:
                Read(content.Medication ??= new());
                break;
            case Kind.Immunization:
                Read(content.Immunization ??= new());
                break;
            case Kind.Procedure:
                Read(content.Procedure ??= new());
                break;
        }

        return content;
    }

    private void Read(Problem problem)
    {
        (problem.What, problem.ClinicalStatus, problem.Comment) = (ReadWhat(problem.What), Status(), Text(input.Comment));
        (problem.Onset, problem.Abated) = (ReadDate("From", input.From), ReadDate("Until", input.Until));
    }

    private void Read(Allergy allergy)
    {
        (allergy.What, allergy.ClinicalStatus, allergy.Criticality, allergy.Comment) = (ReadWhat(allergy.What), Status(), Text(input.Criticality), Text(input.Comment));
        allergy.Reactions.Clear();
        allergy.Reactions.AddRange((input.Reactions ?? "").Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        allergy.Categories.Clear();
        allergy.Categories.AddRange(input.Categories);
    }

    private void Read(Medication medication)
    {
        (medication.What, medication.Status, medication.Dosage, medication.Reason) = (ReadWhat(medication.What), Status(), Text(input.Dosage), Text(input.For));
        (medication.Since, medication.Until) = (ReadDate("From", input.From), ReadDate("Until", input.Until));
    }

    private void Read(Immunization immunization) =>
        (immunization.What, immunization.Status, immunization.Lot, immunization.Comment) = (ReadWhat(immunization.What), Status(), Text(input.Lot), Text(input.Comment));

    private void Read(Procedure procedure) =>
        (procedure.What, procedure.Status, procedure.Until, procedure.Reason) = (ReadWhat(procedure.What), Status(), ReadDate("Until", input.Until), Text(input.For));

    private void Read(Vitals vitals)
    {
        var read = new Dictionary<string, string>();
        foreach (var sign in VitalSign.All.Where(s => !string.IsNullOrWhiteSpace(input.Vitals.GetValueOrDefault(s.Field))))
        {
            var (value, wrong) = sign.Read(input.Vitals[sign.Field]!);
            if (wrong is not null)
                Object(sign.Field, wrong);
            else
                read[sign.Field] = value!;
        }

        CheckPressure(read);
        var before = vitals.Measurements.ToList();
        var shown = VitalSign.All.ToDictionary(s => s.Field, s => before.Find(s.Is));
        vitals.Measurements.Clear();
        vitals.Measurements.AddRange(VitalSign.All.Where(s => read.ContainsKey(s.Field)).Select(s => Measured(s, read[s.Field], shown[s.Field])));
        vitals.Measurements.AddRange(before.Where(m => !shown.Values.Any(s => ReferenceEquals(s, m))));
        if (vitals.Measurements.Count == 0 && problems.Count == 0)
            Object(VitalSign.Upper, "Enter at least one value.");
    }

    /// <summary>What is said of it stays, but whether it is high or low when the value is another.</summary>
    private static Measurement Measured(VitalSign sign, string typed, Measurement? before)
    {
        if (before is null)
            return sign.Measured(typed);
        if (before.Quantity.Value != typed)
            (before.Quantity.Value, before.Interpretation) = (typed, "");
        return before;
    }

    private void CheckPressure(Dictionary<string, string> read)
    {
        var (upper, lower) = (Number(VitalSign.Upper), Number(VitalSign.Lower));
        if (upper is null != lower is null && problems.All(p => p.Field is not (VitalSign.Upper or VitalSign.Lower)))
            Object(lower is null ? VitalSign.Lower : VitalSign.Upper, "A blood pressure has two values. Enter both.");
        else if (upper <= lower)
            Object(VitalSign.Lower, "The lower value must be below the upper one.");

        decimal? Number(string field) => MeasurementWords.Number(new() { Value = read.GetValueOrDefault(field, "") });
    }

    private Concept ReadWhat(Concept? before)
    {
        var what = new Concept { Text = Text(input.Text) };
        if (what.Text.Length == 0)
            Object("Text", "Say what it is.");
        var code = Text(input.Code).ToUpperInvariant();
        if (code.Length > 0 && CodeSystems.Objection(input.System ?? "", code) is { } wrong)
            Object("Code", wrong);
        else if (code.Length > 0)
            what.Codings.Add(before?.Codings.FirstOrDefault(c => c.System == input.System && c.Code == code) ?? new Coding { System = input.System, Code = code });
        what.Codings.AddRange(before?.Codings.Where(c => CodeSystems.Offered.All(o => o.System != c.System)) ?? []);
        return what;
    }

    private string ReadDate(string field, string? typed)
    {
        var text = Text(typed);
        var full = text.Length switch { 4 => $"{text}-01-01", 7 => $"{text}-01", _ => text };
        if (text.Length > 0 && (!DateOfAnyLength().IsMatch(text) || LocalTimes.ParseDay(full) is null))
            Object(field, "Give a year, a month or a day, like 2019, 2019-05 or 2019-05-12.");
        return text;
    }

    private string Status() => StatusesOf(kind).Contains(input.Status) ? input.Status! : was is null ? StatusesOf(kind)[0] : Text(input.Status);

    private void Object(string field, string sentence) => problems.Add(new FieldProblem { Field = field, Sentence = sentence });

    private static string Text(string? typed) => typed?.ReplaceLineEndings("\n").Trim() ?? "";

    [GeneratedRegex(@"^\d{4}(-\d{2}(-\d{2})?)?$")]
    private static partial Regex DateOfAnyLength();
}
