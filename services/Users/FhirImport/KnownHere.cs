using Microsoft.EntityFrameworkCore;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.FhirImport;

/// <summary>
/// What the directory knows by identifiers. An export of ours names everything by its id here, as urn:uuid; when that comes back it means the same one.
/// </summary>
internal static class KnownHere
{
    public const string Uri = "urn:ietf:rfc:3986";

    /// <summary>What something is called by its id here.</summary>
    public static PersonIdentifier OwnIdentifier(Guid id) => new(Uri, $"urn:uuid:{id}");

    public static async Task<Dictionary<PersonIdentifier, Person>> PeopleAsync(UsersDb db, IReadOnlyCollection<PersonIdentifier> asked, CancellationToken ct)
    {
        var (systems, values) = (asked.Select(i => i.System).ToArray(), asked.Select(i => i.Value).ToArray());
        var own = OwnIds(asked);
        var ids = await db.Identifiers
            .FromSql($"SELECT i.* FROM person_identifiers i JOIN unnest({systems}, {values}) AS asked (system, value) USING (system, value)")
            .Select(i => i.PersonId).Distinct().ToListAsync(ct);
        var people = await db.People.Include(p => p.Identifiers).Where(p => ids.Contains(p.Id) || own.Keys.Contains(p.Id)).ToListAsync(ct);

        var known = people.SelectMany(p => p.Identifiers.Select(i => (Identifier: new PersonIdentifier(i.System, i.Value), p)))
            .ToDictionary(k => k.Identifier, k => k.p);
        foreach (var person in people.Where(p => own.ContainsKey(p.Id)))
            known.TryAdd(own[person.Id], person);
        return known;
    }

    public static async Task<Dictionary<PersonIdentifier, Guid>> OthersAsync(
        UsersDb db, string kind, IReadOnlyCollection<PersonIdentifier> asked, CancellationToken ct)
    {
        var (systems, values) = (asked.Select(i => i.System).ToArray(), asked.Select(i => i.Value).ToArray());
        return await db.DirectoryIdentifiers
            .FromSql($"SELECT i.* FROM directory_identifiers i JOIN unnest({systems}, {values}) AS asked (system, value) USING (system, value) WHERE i.kind = {kind}")
            .AsNoTracking().ToDictionaryAsync(i => new PersonIdentifier(i.System, i.Value), i => i.EntryId, ct);
    }

    private static Dictionary<Guid, PersonIdentifier> OwnIds(IEnumerable<PersonIdentifier> identifiers) => identifiers
        .Where(i => i.System == Uri && i.Value.StartsWith("urn:uuid:", StringComparison.Ordinal) && Guid.TryParseExact(i.Value["urn:uuid:".Length..], "D", out _))
        .DistinctBy(i => Guid.Parse(i.Value["urn:uuid:".Length..]))
        .ToDictionary(i => Guid.Parse(i.Value["urn:uuid:".Length..]));
}
