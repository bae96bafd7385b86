using NodaTime;

namespace PracticeAspire.Users.People;

/// <summary>What is known of a person, as given by a form, a seed or a bundle. Empty means not given. See <see cref="DetailRules"/> for what is let in.</summary>
internal sealed record PersonalDetails(string GivenNames, string FamilyName)
{
    public string Prefix { get; init; } = "";

    public string Suffix { get; init; } = "";

    public string[] OtherNames { get; init; } = [];

    public LocalDate? BirthDate { get; init; }

    public string Gender { get; init; } = "";

    public string Phone { get; init; } = "";

    public string Email { get; init; } = "";

    public string Language { get; init; } = "";

    public string[] Specialities { get; init; } = [];

    public bool Active { get; init; } = true;

    /// <summary>Records compare arrays by reference.</summary>
    public bool SameAs(PersonalDetails other) =>
        OtherNames.SequenceEqual(other.OtherNames)
        && Specialities.SequenceEqual(other.Specialities)
        && this with { OtherNames = other.OtherNames, Specialities = other.Specialities } == other;
}
