using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Web.Shared;

/// <summary>What is known of a patient and of their contacts, as lines to read.</summary>
internal static class PatientWords
{
    /// <summary>Field by field, always the same ones in the same order; empty where nothing is known.</summary>
    public static IReadOnlyList<(string Field, string Text)> Of(PatientDetails p) =>
    [
        ("Given names", p.GivenNames),
        ("Family name", p.FamilyName),
        ("Likes to be called", p.PreferredName),
        ("Birth date", p.BirthDate),
        ("Administrative gender", p.AdministrativeGender is "unknown" ? "" : p.AdministrativeGender),
        ("Phone", Phones(p.Phones)),
        ("E-mail", p.Email),
        ("Address", Address(p.Address)),
        ("Language", p.Language),
        ("Marital status", MaritalStatuses.WordsOf(p.MaritalStatus)),
        ("Died", p.DiedOn.Length > 0 ? $"on {p.DiedOn}" : p.Died ? "yes" : ""),
    ];

    public static IReadOnlyList<(string Field, string Text)> Of(PatientContact c) =>
    [
        ("Given names", c.GivenNames),
        ("Family name", c.FamilyName),
        ("Is", Relationships(c)),
        ("Phone", Phones(c.Phones)),
        ("E-mail", c.Email),
        ("Address", Address(c.Address)),
        ("From", c.From),
        ("Until", c.Until),
    ];

    public static string Relationships(PatientContact c) => string.Join(", ", c.Relationships.Select(Users.Contracts.Relationships.WordsOf));

    public static string Phones(IEnumerable<PhoneNumber> phones) =>
        string.Join(", ", phones.Where(p => p.Number.Trim().Length > 0).Select(p => p.Use.Length > 0 ? $"{p.Number.Trim()} ({UseOf(p.Use)})" : p.Number.Trim()));

    public static string Address(PostalAddress? a) => a is null
        ? ""
        : string.Join(", ", a.Lines.Append(a.City).Append(a.District).Append($"{a.State} {a.PostalCode}".Trim()).Append(a.Country).Select(part => part.Trim()).Where(part => part.Length > 0));

    private static string UseOf(string use) => Words.PhoneUses.FirstOrDefault(u => u.Use == use).Words ?? use;
}
