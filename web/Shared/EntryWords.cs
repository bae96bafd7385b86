using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Web.Shared;

/// <summary>What stands in a medical record, as people read it.</summary>
internal static class EntryWords
{
    private const int LineLength = 140;

    /// <summary>Kinds in the order in which they are filtered by, as the service counts them and as people call several of them.</summary>
    public static IReadOnlyList<(Kind Kind, string Name, string One, string Many)> Kinds { get; } =
    [
        (Kind.Note, "note", "Note", "Notes"), (Kind.Vitals, "vitals", "Vitals", "Vitals"), (Kind.Result, "result", "Result", "Results"), (Kind.Problem, "problem", "Problem", "Problems"),
        (Kind.Medication, "medication", "Medication", "Medications"), (Kind.Allergy, "allergy", "Allergy", "Allergies"), (Kind.Immunization, "immunization", "Immunization", "Immunizations"),
        (Kind.Procedure, "procedure", "Procedure", "Procedures"), (Kind.Visit, "visit", "Visit", "Visits"), (Kind.Document, "document", "Document", "Documents"),
    ];

    public static string Of(Kind kind) => Kinds.FirstOrDefault(k => k.Kind == kind).One ?? "Entry";

    public static string Of(Concept? what) => what switch
    {
        { Text.Length: > 0 } => what.Text,
        { Codings: [{ Display.Length: > 0 } first, ..] } => first.Display,
        { Codings: [var first, ..] } => first.Code,
        _ => "not named",
    };

    public static string Title(Entry entry) => entry.Content switch
    {
        { Note: { } note } => note.Title.Length > 0 ? note.Title : "Note",
        { Vitals: not null } => "Vitals",
        { Problem: { } problem } => Of(problem.What),
        { Allergy: { } allergy } => Of(allergy.What),
        { Medication: { } medication } => Of(medication.What),
        { Immunization: { } immunization } => Of(immunization.What),
        { Result: { } result } => Of(result.What),
        { Procedure: { } procedure } => Of(procedure.What),
        { Visit: { } visit } => Of(visit.What),
        { Document: { } document } => document.Description.Length > 0 ? document.Description : document.FileName.Length > 0 ? document.FileName : "File without a name",
        _ => "Entry",
    };

    /// <summary>The most telling of it in one line.</summary>
    public static string Line(Entry entry) => Shortened(entry.Content switch
    {
        { Note: { } note } => note.Sections.FirstOrDefault(s => s.Text.Length > 0)?.Text ?? "",
        { Vitals: { } vitals } => string.Join(" · ", MeasurementWords.Joined(vitals.Measurements)),
        { Problem: { } problem } => Joined(Verification(problem.Verification), Spaced(problem.ClinicalStatus), problem.Onset.Length > 0 ? $"since {Day(problem.Onset)}" : ""),
        { Allergy: { } allergy } => Joined(Verification(allergy.Verification), Criticality(allergy), string.Join(", ", allergy.Reactions)),
        { Medication: { } medication } => Joined(Spaced(medication.Status), medication.Dosage),
        { Immunization: { } immunization } => Joined(Spaced(immunization.Status), immunization.Lot.Length > 0 ? $"lot {immunization.Lot}" : ""),
        { Result: { } result } => result.Conclusion.Length > 0 ? result.Conclusion : string.Join(" · ", result.Measurements.Take(3).Select(m => $"{Of(m.What)} {MeasurementWords.Value(m)}")),
        { Procedure: { } procedure } => Joined(Spaced(procedure.Status), procedure.Reason),
        { Visit: { } visit } => Joined(Setting(visit.Setting), visit.Reason),
        { Document: { } document } => Joined(document.FileName, Size(document.Size)),
        _ => "",
    });

    /// <summary>All of it, but for a note's sections and what was measured, which are shown as what they are.</summary>
    public static IReadOnlyList<(string Field, string Text)> Facts(Content content) => [.. AllFacts(content).Where(f => f.Text.Length > 0)];

    public static IReadOnlyList<Measurement> Measured(Content content) => content.Vitals?.Measurements ?? content.Result?.Measurements ?? [];

    public static (string Text, string Look)? Of(Sensitivity sensitivity) => sensitivity switch
    {
        Sensitivity.Restricted => ("Restricted", "tag--warn"),
        Sensitivity.VeryRestricted => ("Very restricted", "tag--warn"),
        _ => null,
    };

    /// <summary>"severe if it happens" for what FHIR calls a high criticality.</summary>
    public static string Criticality(Allergy allergy) => allergy.Criticality switch
    {
        "high" => "can be severe",
        "low" => "mild",
        "unable-to-assess" => "severity not known",
        _ => "",
    };

    /// <summary>What is refuted is still said to be "active" by some sources, and must not be read as something they have.</summary>
    public static string Verification(string code) => code switch
    {
        "refuted" => "refuted: they do not have it",
        "confirmed" => "",
        _ => Spaced(code),
    };

    public static string Spaced(string words) => words.Replace('-', ' ');

    private static IEnumerable<(string Field, string Text)> AllFacts(Content content) => content switch
    {
        { Problem: { } p } => [("Verification", Verified(p.Verification)), ("Status", Spaced(p.ClinicalStatus)), ("Began", Day(p.Onset)), ("Ended", Day(p.Abated)), ("Comment", p.Comment), .. Codes(p.What)],
        { Allergy: { } a } =>
        [
            ("Verification", Verified(a.Verification)), ("Status", Spaced(a.ClinicalStatus)), ("Severity", Criticality(a)), ("Reactions", string.Join(", ", a.Reactions)), ("To", string.Join(", ", a.Categories)), ("Comment", a.Comment), .. Codes(a.What),
        ],
        { Medication: { } m } => [("Status", Spaced(m.Status)), ("Meant as", m.Intent == "order" ? "" : Spaced(m.Intent)), ("Dosage", m.Dosage), ("Since", Day(m.Since)), ("Until", Day(m.Until)), ("For", m.Reason), ("Comment", m.Comment), .. Codes(m.What)],
        { Immunization: { } i } => [("Status", Spaced(i.Status)), ("Lot", i.Lot), ("Comment", i.Comment), .. Codes(i.What)],
        { Result: { } r } => [("Status", Spaced(r.Status)), ("Conclusion", r.Conclusion), .. Codes(r.What)],
        { Procedure: { } p } => [("Status", Spaced(p.Status)), ("Until", Day(p.Until)), ("For", p.Reason), ("Comment", p.Comment), .. Codes(p.What)],
        { Visit: { } v } => [("Status", Spaced(v.Status)), ("Where", Setting(v.Setting)), ("For", v.Reason), .. Codes(v.What)],
        { Document: { } d } => [("File", d.FileName), ("Kind", MediaType(d.MediaType)), ("Size", Size(d.Size)), ("Description", d.Description)],
        _ => [],
    };

    private static IEnumerable<(string Field, string Text)> Codes(Concept? what) =>
        what?.Codings.Select(c => (CodeSystems.NameOf(c.System), c.Display.Length > 0 && c.Display != what.Text ? $"{c.Code}, {c.Display}" : c.Code)) ?? [];

    // Of a FHIR dateTime the day; nobody's asthma begins at a second.
    private static string Day(string moment) => moment.Length > 10 && moment[10] == 'T' ? moment[..10] : moment;

    private static string Verified(string code) => code == "confirmed" ? code : Verification(code);

    private static string Setting(string code) => code switch
    {
        "AMB" => "at the practice",
        "EMER" => "emergency room",
        "IMP" or "ACUTE" or "NONAC" => "in hospital",
        "HH" => "at home",
        "VR" => "by telephone or video",
        _ => code,
    };

    private static string MediaType(string type) => type switch
    {
        "image/jpeg" => "JPEG picture",
        "image/png" => "PNG picture",
        "image/gif" => "GIF picture",
        "image/webp" => "WebP picture",
        "application/pdf" => "PDF file",
        _ => type,
    };

    private static string Size(long bytes) => bytes switch { 0 => "", < 1024 => $"{bytes} bytes", < 1024 * 1024 => $"{bytes / 1024} KiB", _ => $"{bytes / (1024 * 1024)} MiB" };

    private static string Joined(params string[] parts) => string.Join(" · ", parts.Where(p => p.Length > 0));

    private static string Shortened(string text) => text.ReplaceLineEndings(" ") is var line && line.Length > LineLength ? $"{line[..LineLength].TrimEnd()}…" : line;
}
