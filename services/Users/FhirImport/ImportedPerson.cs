using PracticeAspire.Users.People;

namespace PracticeAspire.Users.FhirImport;

/// <summary>What a bundle's entry says of a person.</summary>
/// <param name="Index">The entry's place in the bundle.</param>
/// <param name="Entry">What the report calls it: <c>entry[12] Patient/4f3c</c>.</param>
internal sealed record ImportedPerson(
    int Index, string Entry, string Role, PersonalDetails Details, IReadOnlyList<PersonIdentifier> Identifiers)
{
    /// <summary>
    /// Practice systems give numbers out again and test data counts from zero. When neither names nor birth date agree, an identifier is not
    /// proof enough to write over somebody's record.
    /// </summary>
    public bool LooksLikeSomeoneElse(Person known) =>
        (Details.BirthDate is null || Details.BirthDate != known.BirthDate)
        && !NameSearch.SameName(Details.FamilyName, known.FamilyName)
        && !NameSearch.SameName(Details.GivenNames, known.GivenNames);
}
