using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Web.Shared;

/// <summary>Who may see a record and why, in words.</summary>
internal static class AccessWords
{
    /// <summary>The kinds of emergency that open a record, and what each says of itself.</summary>
    public static IReadOnlyList<(string Code, string Name, string Hint)> Emergencies { get; } =
    [
        ("emergency", "Danger to life or health", "What stands in the record is needed now, and waiting would harm the patient."),
        ("unconscious", "The patient cannot be asked", "Unconscious, confused, or not able to answer."),
        ("covering", "Standing in for a colleague", "Who treats the patient is away, and it cannot wait."),
        ("public-health", "A duty by law", "A notifiable disease, or an order that names this patient."),
    ];

    public static string Emergency(string code) => Emergencies.FirstOrDefault(e => e.Code == code).Name ?? code;

    public static (string Text, string Look) Status(AccessRequest request) => request.Status switch
    {
        "asked" => ("Waiting", "tag--warn"),
        "approved" => ("Open", "tag--good"),
        "denied" => ("Not given", "tag--wrong"),
        "ended" => ("Ended", ""),
        _ => ("Over", ""),
    };

    public static string Reason(AccessRequest request) => Reason(request.Reason, request.ReasonUnreadable);

    public static string Reason(GlassBreak glass) => Reason(glass.Reason, glass.ReasonUnreadable);

    /// <summary>How someone came to see it; completes "Dr. Ruiz, who …". Empty where that needs no words.</summary>
    public static string Basis(string basis) => basis switch
    {
        "treating" => "who treats you",
        "grant" => "whom you let",
        "break-glass" => "in an emergency",
        "proxy" => "who acts for you",
        _ => "",
    };

    private static string Reason(string words, bool unreadable) =>
        unreadable ? "What they wrote cannot be read any more: the record was erased or is damaged." : words;
}
