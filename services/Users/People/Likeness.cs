using NodaTime;

namespace PracticeAspire.Users.People;

/// <summary>
/// How likely two records are of one person, and why: their names are alike, and besides the birth date or the telephone number is the same.
/// Names alone say nothing, many are called so; neither does a telephone alone, families share it.
/// </summary>
/// <param name="Score">From 0, someone else, to 100.</param>
internal sealed record Likeness(int Score, IReadOnlyList<string> Reasons)
{
    /// <summary>Digits that decide: what stands before them (country, trunk) is written in several ways.</summary>
    public const int PhoneTail = 9;

    public const int ShortestPhone = 6;

    public static Likeness SomeoneElse { get; } = new(0, []);

    public static Likeness Of(KnownFacts one, KnownFacts other)
    {
        var (name, why) = NamesOf(one, other);
        var (sameDay, samePhone) = (one.BirthDate is { } day && day == other.BirthDate, one.Phones.Any(phone => other.Phones.Any(another => SamePhone(phone, another))));
        if (name == 0 || (!sameDay && !samePhone))
            return SomeoneElse;

        var reasons = new List<string> { why };
        if (sameDay)
            reasons.Add("Same birth date");
        if (samePhone)
            reasons.Add("Same telephone number");
        return new(name + (sameDay ? 45 : 0) + (samePhone ? 25 : 0), reasons);
    }

    private static (int Score, string Why) NamesOf(KnownFacts one, KnownFacts other)
    {
        var straight = Math.Min(Alike(one.FamilyName, other.FamilyName), Alike(one.GivenNames, other.GivenNames));
        var swapped = Math.Min(Alike(one.FamilyName, other.GivenNames), Alike(one.GivenNames, other.FamilyName));
        return (straight, swapped) switch
        {
            (2, _) => (30, "Same name"),
            (_, 2) => (25, "Given and family name swapped"),
            (1, _) => (20, "Similar name"),
            (_, 1) => (15, "Similar name, given and family name swapped"),
            _ => (0, ""),
        };
    }

    /// <returns>2: the same; 1: a slip of the keys, an initial, or one of several names; 0: different.</returns>
    private static int Alike(string one, string other)
    {
        var (words, others) = (NameSearch.FragmentsOf(one), NameSearch.FragmentsOf(other));
        if (words.Count == 0 || others.Count == 0)
            return words.Count == others.Count ? 1 : 0;
        if (words.SequenceEqual(others))
            return 2;
        return words.Any(word => others.Any(another => SlipOrInitial(word, another))) ? 1 : 0;
    }

    private static bool SlipOrInitial(string one, string other)
    {
        var (shorter, longer) = one.Length <= other.Length ? (one, other) : (other, one);
        if (shorter.Length == 1)
            return longer[0] == shorter[0];
        return Slips(shorter, longer) <= (shorter.Length switch { < 4 => 0, < 8 => 1, _ => 2 });
    }

    /// <summary>Letters that are missing, too many, wrong or changed with their neighbour (optimal string alignment).</summary>
    private static int Slips(string one, string other)
    {
        var (before, last, now) = (new int[other.Length + 1], new int[other.Length + 1], new int[other.Length + 1]);
        for (var j = 0; j <= other.Length; j++)
            last[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            now[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                now[j] = Math.Min(Math.Min(last[j], now[j - 1]) + 1, last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    now[j] = Math.Min(now[j], before[j - 2] + 1);
            }

            (before, last, now) = (last, now, before);
        }

        return last[other.Length];
    }

    private static bool SamePhone(string one, string other) =>
        one.Length >= ShortestPhone && other.Length >= ShortestPhone && Tail(one) == Tail(other);

    public static string Tail(string digits) => digits.Length <= PhoneTail ? digits.TrimStart('0') : digits[^PhoneTail..];
}

/// <summary>What two records are compared by.</summary>
/// <param name="PhoneDigits">Of all numbers, with blanks between.</param>
internal sealed record KnownFacts(string GivenNames, string FamilyName, LocalDate? BirthDate, string PhoneDigits)
{
    public IReadOnlyList<string> Phones => PhoneDigits.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static KnownFacts Of(Person person) => new(person.GivenNames, person.FamilyName, person.BirthDate, person.PhoneDigits);
}
