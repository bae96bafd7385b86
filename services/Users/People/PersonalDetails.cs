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

    /// <summary>What they like to be called.</summary>
    public string PreferredName { get; init; } = "";

    /// <summary>The number that is called first, and shown in lists.</summary>
    public string Phone { get; init; } = "";

    /// <summary>See <see cref="PhoneNumber"/>.</summary>
    public string PhoneUse { get; init; } = "";

    public PhoneNumber[] OtherPhones { get; init; } = [];

    public string Email { get; init; } = "";

    public string Language { get; init; } = "";

    public PostalAddress? Address { get; init; }

    /// <summary>A code of <see cref="Contracts.MaritalStatuses"/>.</summary>
    public string MaritalStatus { get; init; } = "";

    public bool Died { get; init; }

    /// <summary>Null also when only that they died is known.</summary>
    public LocalDate? DiedOn { get; init; }

    public string[] Specialities { get; init; } = [];

    public bool Active { get; init; } = true;

    /// <summary>All numbers, the one to call first.</summary>
    public IReadOnlyList<PhoneNumber> Phones => Phone.Length == 0 ? OtherPhones : [new(Phone, PhoneUse), .. OtherPhones];

    /// <summary>Records compare arrays by reference.</summary>
    public bool SameAs(PersonalDetails other) =>
        OtherNames.SequenceEqual(other.OtherNames)
        && Specialities.SequenceEqual(other.Specialities)
        && OtherPhones.SequenceEqual(other.OtherPhones)
        && this with { OtherNames = other.OtherNames, Specialities = other.Specialities, OtherPhones = other.OtherPhones } == other;
}
