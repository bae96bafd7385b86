using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Records.Entries;

/// <summary>How a note can begin: what its sections are called, and what belongs there.</summary>
internal static class NoteTemplates
{
    public static readonly IReadOnlyList<Template> All =
    [
        Of("soap", "Visit note (SOAP)",
            ("Subjective", "What the patient says: complaint, course, what they take"), ("Objective", "What you see, hear and measure"),
            ("Assessment", "What you think it is, and what it is not"), ("Plan", "What is done, by whom, until when")),
        Of("free", "Free note", ("Note", "")),
        Of("telephone", "Telephone call", ("Reason", "Who called, why"), ("Advice", "What was said, what they should watch for"), ("Follow-up", "What happens next")),
        Of("paediatrics", "Well-child visit",
            ("Interval history", "Since the last visit: illness, sleep, feeding, school"), ("Growth and development", "Percentiles, milestones"),
            ("Examination", ""), ("Immunizations", "Given today, due next"), ("Plan", "")),
        Of("psychiatry", "Psychiatric visit",
            ("Interval history", ""), ("Mental status", "Appearance, speech, mood, thought, cognition, insight"), ("Risk", "Harm to self or others, protective factors"),
            ("Assessment", ""), ("Plan", "")),
        Of("dermatology", "Skin examination", ("History", ""), ("Lesions", "Where, size, colour, border, change"), ("Assessment", ""), ("Plan", "")),
    ];

    public static bool Knows(string name) => All.Any(t => t.Name == name);

    private static Template Of(string name, string title, params (string Title, string Hint)[] sections) => new()
    {
        Name = name,
        Title = title,
        Sections = { sections.Select(s => new TemplateSection { Title = s.Title, Hint = s.Hint }) },
    };
}
