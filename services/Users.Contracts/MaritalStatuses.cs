namespace PracticeAspire.Users.Contracts;

/// <summary>HL7 v3 MaritalStatus, in the order in which people read it.</summary>
public static class MaritalStatuses
{
    public const string System = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus";

    public static IReadOnlyList<(string Code, string Words)> All { get; } =
    [
        ("S", "Never married"), ("M", "Married"), ("T", "Registered partnership"), ("L", "Legally separated"), ("I", "Interlocutory decree"),
        ("D", "Divorced"), ("A", "Marriage annulled"), ("W", "Widowed"), ("P", "Polygamous"), ("C", "Common law"), ("U", "Unmarried"),
    ];

    /// <summary>Empty for what is not known.</summary>
    public static string WordsOf(string code) => All.FirstOrDefault(s => s.Code == code).Words ?? "";
}
