using System.Globalization;

namespace PracticeAspire.LedgerVerifier;

/// <summary>Which of a log's first entries are about some subjects, as its service signed it.</summary>
/// <param name="Log">The log's name: <c>practice/records</c>.</param>
internal sealed record SignedList(string Log, IReadOnlyList<string> Subjects, long Size, IReadOnlyList<long> Entries, string Time)
{
    private const string Kind = "/list";

    /// <summary>Null when the note is no such list, whoever signed it.</summary>
    public static SignedList? Parse(string note)
    {
        if (VerifierKey.TextOf(note)?.Split('\n') is not [var name, var subjects, var size, var numbers, var time, ""]
            || !name.EndsWith(Kind, StringComparison.Ordinal) || !time.StartsWith("time ", StringComparison.Ordinal)
            || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var entries))
        {
            return null;
        }

        var listed = new List<long>();
        foreach (var number in numbers == "none" ? [] : numbers.Split(' '))
        {
            if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var entry))
                return null;
            listed.Add(entry);
        }

        return new(name[..^Kind.Length], subjects.Split(' '), entries, listed, time["time ".Length..]);
    }
}
