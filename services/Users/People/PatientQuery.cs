using System.Text.RegularExpressions;
using NodaTime;

namespace PracticeAspire.Users.People;

/// <summary>
/// What someone typed to find a patient, taken apart: birth dates, telephone numbers, and fragments of names, in any order.
/// 1987-06-14, 14.06.1987 (day first) and 06/14/1987 are days; 04/06/1987 is read both ways, because people write it both ways. A day that
/// does not exist is nobody's birth date. Four digits and more, whatever stands between them, are part of a telephone number.
/// </summary>
/// <param name="BirthDates">For each day that was typed, what it may mean.</param>
internal sealed partial record PatientQuery(
    IReadOnlyList<IReadOnlyList<LocalDate>> BirthDates, IReadOnlyList<string> Phones, IReadOnlyList<string> Names)
{
    private const int FewestDigits = 4;
    private const int MostFamilyNames = 4;

    /// <summary>From here on it is a whole number, of which the zeros in front belong to dialling and may be written differently here.</summary>
    private const int WholeNumber = 7;

    public bool AsksForNobody => BirthDates.Count + Phones.Count + Names.Count == 0;

    /// <summary>Whether what was typed can be expected to leave few: two things that are known of someone. An initial leaves many.</summary>
    public bool LeavesFew => BirthDates.Count + Phones.Count > 0 || Names.Count(name => name.Length > 1) > 1;

    /// <summary>What may be the beginning of the family name, likeliest first; hardly anyone types more of a name.</summary>
    public IEnumerable<string> FamilyNames => Names.Take(MostFamilyNames);

    /// <summary>Which of <see cref="FamilyNames"/> someone's family name begins with, as a place in the answer.</summary>
    public int RankOf(string sortName)
    {
        var rank = 0;
        foreach (var family in FamilyNames)
        {
            if (sortName.StartsWith(family, StringComparison.Ordinal))
                break;
            rank++;
        }

        return rank;
    }

    public static PatientQuery Of(string text)
    {
        var (days, phones, names, number) = (new List<IReadOnlyList<LocalDate>>(), new List<string>(), new List<string>(), new List<string>());
        foreach (var word in text.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (DaysOf(word) is { } meanings)
                days.Add(meanings);
            else if (PhoneShape().IsMatch(word))
                number.Add(word);
            else
                (names, number) = ([.. names, .. EndOfNumber(number, phones), word], []);
        }

        names.AddRange(EndOfNumber(number, phones));
        return new(days, phones, NameSearch.FragmentsOf(string.Join(' ', names)));
    }

    /// <summary>Words of digits that follow each other are one number, "555 01 34"; what is too short for one is left to the names.</summary>
    private static List<string> EndOfNumber(List<string> number, List<string> phones)
    {
        var digits = string.Concat(number.SelectMany(word => word.Where(char.IsAsciiDigit)));
        if (digits.Length < FewestDigits)
            return number;

        phones.Add(digits.TrimStart('0') is { Length: >= WholeNumber } dialled ? dialled : digits);
        return [];
    }

    private static IReadOnlyList<LocalDate>? DaysOf(string word)
    {
        if (YearFirst().Match(word) is { Success: true } iso)
            return Existing((Part(iso, 1), Part(iso, 2), Part(iso, 3)));
        if (WithPoints().Match(word) is { Success: true } points)
            return Existing((Part(points, 3), Part(points, 2), Part(points, 1)));
        if (WithStrokes().Match(word) is { Success: true } strokes)
            return Existing((Part(strokes, 4), Part(strokes, 1), Part(strokes, 3)), (Part(strokes, 4), Part(strokes, 3), Part(strokes, 1)));
        return null;
    }

    private static IReadOnlyList<LocalDate> Existing(params (int Year, int Month, int Day)[] readings) =>
        [.. readings
            .Where(r => r.Year >= 1000 && r.Month is >= 1 and <= 12 && r.Day >= 1 && r.Day <= CalendarSystem.Iso.GetDaysInMonth(r.Year, r.Month))
            .Select(r => new LocalDate(r.Year, r.Month, r.Day)).Distinct()];

    private static int Part(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, null);

    [GeneratedRegex("^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})$")]
    private static partial Regex YearFirst();

    [GeneratedRegex(@"^([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})$")]
    private static partial Regex WithPoints();

    [GeneratedRegex(@"^([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{4})$")]
    private static partial Regex WithStrokes();

    [GeneratedRegex(@"^[0-9().\-/+#*]*[0-9][0-9().\-/+#*]*$")]
    private static partial Regex PhoneShape();
}
