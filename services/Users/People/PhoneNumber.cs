using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Users.People;

/// <summary>A number, and what it is for: FHIR's home, work, temp or mobile; empty when nobody said.</summary>
internal sealed record PhoneNumber(string Number, string Use)
{
    public const int Most = 5;

    private static readonly string[] Uses = ["", "home", "work", "temp", "mobile"];

    /// <exception cref="RuleBroken"><c>phone-unreadable</c></exception>
    public static PhoneNumber Of(string number, string use) => Uses.Contains(use)
        ? new(DetailRules.Phone(number), use)
        : throw new Malformed("use", "The use of a telephone number must be home, work, temp or mobile, or empty.");
}
