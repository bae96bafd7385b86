using NodaTime;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.RelatedPeople;

/// <summary>What is known of someone who belongs to a patient, as given by a form or a bundle.</summary>
internal sealed record RelatedDetails(string GivenNames, string FamilyName)
{
    public string[] Relationships { get; init; } = [];

    public PhoneNumber[] Phones { get; init; } = [];

    public string Email { get; init; } = "";

    public PostalAddress? Address { get; init; }

    public LocalDate? From { get; init; }

    public LocalDate? Until { get; init; }

    public bool Active { get; init; } = true;

    /// <summary>Records compare arrays by reference.</summary>
    public bool SameAs(RelatedDetails other) =>
        Relationships.SequenceEqual(other.Relationships) && Phones.SequenceEqual(other.Phones)
        && this with { Relationships = other.Relationships, Phones = other.Phones } == other;
}
