using System.Text.Json.Serialization;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Users.People;

/// <summary>A number, and what it is for: FHIR's home, work, temp or mobile; empty when nobody said.</summary>
internal sealed record PhoneNumber(string Number, string Use)
{
    public const int Most = 5;

    private static readonly string[] Uses = ["", "home", "work", "temp", "mobile"];

    /// <summary>By what two are the same however they are written.</summary>
    [JsonIgnore]
    public string Digits => string.Concat(Number.Where(char.IsAsciiDigit));

    public override string ToString() => Use.Length > 0 ? $"{Number} ({Use})" : Number;

    /// <summary>What is given first, then what was known besides: a source that knows one number does not erase the others.</summary>
    public static IReadOnlyList<PhoneNumber> Combine(IReadOnlyList<PhoneNumber> given, IReadOnlyList<PhoneNumber> known) => given.Count == 0
        ? known
        : [.. given.Select(g => g.Use.Length > 0 ? g : g with { Use = known.FirstOrDefault(k => k.Digits == g.Digits)?.Use ?? "" })
            .Concat(known).DistinctBy(p => p.Digits).Take(Most)];

    /// <exception cref="RuleBroken"><c>phone-unreadable</c></exception>
    public static PhoneNumber Of(string number, string use) => Uses.Contains(use)
        ? new(DetailRules.Phone(number), use)
        : throw new Malformed("use", "The use of a telephone number must be home, work, temp or mobile, or empty.");
}
