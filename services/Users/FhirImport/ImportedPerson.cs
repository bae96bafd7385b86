using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.FhirImport;

/// <summary>What a bundle's entry says of a patient or a practitioner.</summary>
internal sealed record ImportedPerson(BundleEntry From, IReadOnlyList<PersonIdentifier> Identifiers, string Role, PersonalDetails Details)
    : ImportedEntry(From, Identifiers)
{
    /// <summary>
    /// Practice systems give numbers out again and test data counts from zero. When neither names nor birth date agree, an identifier is not
    /// proof enough to write over somebody's record.
    /// </summary>
    private bool LooksLikeSomeoneElse(Person known) =>
        (Details.BirthDate is null || Details.BirthDate != known.BirthDate)
        && !NameSearch.SameName(Details.FamilyName, known.FamilyName)
        && !NameSearch.SameName(Details.GivenNames, known.GivenNames);

    /// <summary>Why this cannot be whom its identifiers belong to here; null when it can.</summary>
    public string? ObjectionTo(Person known) => known switch
    {
        _ when !known.Roles.Contains(Role) => $"Its identifier belongs to {known.DisplayName}, who is no {Role} here.",
        _ when LooksLikeSomeoneElse(known) => $"Its identifier belongs to {known.DisplayName}, and neither name nor birth date agrees. Check which of the two is right.",
        _ => null,
    };
}
