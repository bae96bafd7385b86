using PracticeAspire.Users.People;

namespace PracticeAspire.Users.Organizations;

/// <summary>What stands in the directory besides people.</summary>
internal interface IDirectoryEntry
{
    Guid Id { get; }
}

/// <summary>
/// What an entry is called elsewhere. People have identifiers of their own, <see cref="PersonIdentifier"/>. An identifier outlives its entry: what was
/// removed here is not brought back by an old file.
/// </summary>
/// <param name="Kind">The FHIR type: Organization, Location, PractitionerRole, RelatedPerson.</param>
internal sealed record DirectoryIdentifier(string Kind, string System, string Value, Guid EntryId);
