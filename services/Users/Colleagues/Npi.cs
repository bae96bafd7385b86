using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Users.Colleagues;

/// <summary>
/// The National Provider Identifier: ten digits, of which the last checks the others by Luhn's formula over the number with 80840 before it
/// (45 CFR 162.406; ISO/IEC 7812-1).
/// </summary>
internal static class Npi
{
    public const string System = "http://hl7.org/fhir/sid/us-npi";

    // What 80840 adds to the sum.
    private const int Prefix = 24;

    /// <exception cref="RuleBroken"><c>npi-wrong</c></exception>
    public static string Read(string text)
    {
        var npi = text.Trim();
        return npi.Length == 0 || IsOne(npi)
            ? npi
            : throw new RuleBroken("npi-wrong", "That is not an NPI: a digit is missing or mistyped. Check all ten digits.");
    }

    private static bool IsOne(string npi) =>
        npi.Length == 10 && npi.All(char.IsAsciiDigit)
        && (Prefix + npi.Reverse().Select((digit, place) => Weigh(digit - '0', place)).Sum()) % 10 == 0;

    private static int Weigh(int digit, int placeFromRight) =>
        placeFromRight % 2 == 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
}
