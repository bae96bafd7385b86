using System.Globalization;
using System.Text;

namespace PracticeAspire.Users.People;

/// <summary>
/// Names as people look for them: without accents and case, in fragments of any order. The database holds " word word …", so that a fragment is
/// found by LIKE '% fragment%' through a trigram index; the folding stands here and not in the database, so that both sides fold alike.
/// </summary>
internal static class NameSearch
{
    /// <summary>"O'Brien-Núñez" is found as obriennunez, o, brien and nunez.</summary>
    public static string WordsOf(IEnumerable<string> names)
    {
        var words = names.SelectMany(name => name.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
            .Select(Fold)
            .SelectMany(name => name.Split('-') is { Length: > 1 } parts ? [string.Concat(parts), .. parts] : new[] { name })
            .Where(word => word.Length > 0)
            .Distinct();
        return " " + string.Join(' ', words);
    }

    /// <summary>The fragments of what someone typed; they hold letters and digits only, so nothing in them is special to LIKE.</summary>
    public static IReadOnlyList<string> FragmentsOf(string text) =>
        [.. text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => Fold(word).Replace("-", "", StringComparison.Ordinal))
            .Where(word => word.Length > 0)
            .Distinct()];

    public static string SortNameOf(string familyName, string givenNames) => $"{Fold(familyName)} {Fold(givenNames)}".Trim();

    public static bool SameName(string one, string other) => Fold(one) is { Length: > 0 } name && name == Fold(other);

    /// <summary>Lower case without marks; what is neither letter nor digit becomes a hyphen.</summary>
    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format)
                continue;

            if (!Rune.IsLetterOrDigit(rune))
                folded.Append('-');
            else if (WithoutDecomposition(rune) is { } plain)
                folded.Append(plain);
            else
                folded.Append(Rune.ToLowerInvariant(rune).ToString());
        }

        return folded.ToString().Trim('-');
    }

    // Letters that Unicode does not take apart but people do.
    private static string? WithoutDecomposition(Rune rune) => rune.Value switch
    {
        'ß' or 'ẞ' => "ss",
        'ø' or 'Ø' => "o",
        'ł' or 'Ł' => "l",
        'đ' or 'Đ' or 'ð' or 'Ð' => "d",
        'æ' or 'Æ' => "ae",
        'œ' or 'Œ' => "oe",
        'þ' or 'Þ' => "th",
        'ı' => "i",
        _ => null,
    };
}
