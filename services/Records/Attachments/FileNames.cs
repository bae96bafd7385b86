using System.Globalization;
using System.Text;

namespace PracticeAspire.Records.Attachments;

/// <summary>What a file is called, without what a name can do: no folders, no line breaks, no characters that turn it round.</summary>
internal static class FileNames
{
    private const int Longest = 150;

    public static string Clean(string given)
    {
        var name = given[(given.LastIndexOfAny(['/', '\\']) + 1)..];
        var kept = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
            {
                kept.Append(rune);
            }
        }

        return Shortened(kept.ToString().Trim().Trim('.'));
    }

    // Its end stays, because that is what people look at to know what it is.
    private static string Shortened(string name)
    {
        if (name.Length <= Longest)
            return name;
        var extension = Path.GetExtension(name) is { Length: <= 10 } known ? known : "";
        var cut = Longest - extension.Length;
        return name[..(char.IsHighSurrogate(name[cut - 1]) ? cut - 1 : cut)] + extension;
    }
}
