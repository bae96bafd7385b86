using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.FhirImport;

/// <summary>Where the references of a bundle lead: to another entry of it, or to what the directory knows by that identifier.</summary>
internal sealed class References(UsersDb db)
{
    private readonly Dictionary<string, HashSet<ImportedEntry>> entries = [];
    private readonly Dictionary<ImportedEntry, Guid> taken = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(string Kind, string System, string Value), Guid> here = [];

    public void Add(ImportedEntry entry)
    {
        foreach (var name in entry.From.Names)
            Add(name, entry);
        foreach (var identifier in entry.Identifiers)
            Add(Key(entry.From.Kind, identifier), entry);
    }

    /// <summary>The entry is in the directory now, under this id.</summary>
    public void Took(ImportedEntry entry, Guid id) => taken[entry] = id;

    /// <summary>Asks the directory at once for all that the bundle itself does not answer.</summary>
    public async Task LookUpAsync(IEnumerable<Reference> references, CancellationToken ct)
    {
        var asked = references.Where(r => InBundle(r).Count == 0).Select(r => (r.Kind, Identifier: r.Identifier ?? new(KnownHere.Uri, r.Name)))
            .Where(a => !here.ContainsKey((a.Kind, a.Identifier.System, a.Identifier.Value))).Distinct().ToLookup(a => a.Kind, a => a.Identifier);
        foreach (var some in asked)
        {
            foreach (var (identifier, id) in await KnownAsync(some.Key, [.. some], ct))
                here[(some.Key, identifier.System, identifier.Value)] = id;
        }
    }

    /// <exception cref="RuleBroken"><c>reference-unresolved</c></exception>
    public Guid Find(Reference reference)
    {
        var found = InBundle(reference);
        if (found.Count > 1)
            throw new RuleBroken("reference-unresolved", $"Its {reference.What}, {reference}, is in the bundle more than once, so nobody can tell which is meant.");
        if (found.Count == 1)
        {
            return taken.TryGetValue(found[0], out var id)
                ? id
                : throw new RuleBroken("reference-unresolved", $"Its {reference.What}, {found[0].From}, was refused. Correct that one first.");
        }

        var identifier = reference.Identifier ?? new(KnownHere.Uri, reference.Name);
        return here.TryGetValue((reference.Kind, identifier.System, identifier.Value), out var known)
            ? known
            : throw new RuleBroken("reference-unresolved",
                $"Its {reference.What}, {reference}, was not found: it is not in this bundle or was refused itself, and the directory does not know it. Import both together, or that one first.");
    }

    private List<ImportedEntry> InBundle(Reference reference)
    {
        string?[] keys = [reference.Name, reference.Identifier is { } identifier ? Key(reference.Kind, identifier) : null];
        return keys.Where(key => !string.IsNullOrEmpty(key))
            .Select(key => entries.GetValueOrDefault(key!)?.Where(e => e.From.Kind == reference.Kind).ToList())
            .FirstOrDefault(found => found is { Count: > 0 }) ?? [];
    }

    private async Task<IEnumerable<(PersonIdentifier Identifier, Guid Id)>> KnownAsync(string kind, PersonIdentifier[] identifiers, CancellationToken ct)
    {
        if (kind is not ("Patient" or "Practitioner"))
            return (await KnownHere.OthersAsync(db, kind, identifiers, ct)).Select(k => (k.Key, k.Value));

        var role = kind == "Patient" ? Roles.Patient : Roles.Doctor;
        var people = (await KnownHere.PeopleAsync(db, identifiers, ct)).Where(k => k.Value.MergedInto is null && k.Value.Roles.Contains(role)).ToList();
        db.ChangeTracker.Clear();
        return people.Select(k => (k.Key, k.Value.Id));
    }

    private void Add(string key, ImportedEntry entry)
    {
        if (!entries.TryGetValue(key, out var some))
            entries[key] = some = new(ReferenceEqualityComparer.Instance);
        some.Add(entry);
    }

    private static string Key(string kind, PersonIdentifier identifier) => $"{kind}?{identifier.System}|{identifier.Value}";
}
