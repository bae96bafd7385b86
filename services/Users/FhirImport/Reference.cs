using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.FhirImport;

/// <summary>
/// What an entry says of another: by its full URL (urn:uuid:… or http://…), by type and id (Organization/4f3c), by an identifier in a query
/// (Practitioner?identifier=system|value), or by an identifier beside the reference.
/// </summary>
/// <param name="What">What it is to the entry, for a sentence: "patient".</param>
/// <param name="Kind">The FHIR type it has to lead to.</param>
/// <param name="Target">As it is written; empty when there is only an identifier.</param>
/// <param name="Name">What that names in the bundle: see <see cref="BundleEntry.NameIn"/>.</param>
internal sealed partial record Reference(string What, string Kind, string Target, string Name, PersonIdentifier? Identifier)
{
    private const int Longest = 1000;

    /// <param name="from">Which says so.</param>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="RuleBroken"><c>reference-unreadable</c></exception>
    public static Reference? Of(BundleEntry from, string what, string kind, ResourceReference? reference)
    {
        var target = reference?.Reference ?? "";
        var identifier = IdentifierOf(reference?.Identifier?.System, reference?.Identifier?.Value);
        if (target.Length == 0 && identifier is null)
        {
            return reference is null || reference.Display is null
                ? null
                : throw new RuleBroken("reference-unreadable", $"Its {what} is given by a name only (“{Shorten(reference.Display)}”). Export it with a reference or an identifier.");
        }

        if (target.Length > Longest || target.Any(char.IsControl))
            throw new RuleBroken("reference-unreadable", $"The reference to its {what} is longer than {Longest} characters or cannot be read.");
        if (target.StartsWith('#'))
            throw new RuleBroken("reference-contained", $"Its {what} is contained in it. Export it as an entry of its own.");
        if (TypeOf(target) is { } type && type != kind)
            throw new RuleBroken("reference-of-another-kind", $"Its {what} is said to be {Shorten(target)}, which is not of the type {kind}.");
        if (target.Contains('?', StringComparison.Ordinal))
        {
            var query = Query().Match(target);
            identifier = query.Success ? IdentifierOf(Uri.UnescapeDataString(query.Groups["system"].Value), Uri.UnescapeDataString(query.Groups["value"].Value)) : null;
            if (identifier is null)
                throw new RuleBroken("reference-unreadable", $"Its {what} is asked for by “{Shorten(target)}”. Only {kind}?identifier=system|value is understood.");
            target = "";
        }

        return new(what, kind, target, from.NameIn(target), identifier);
    }

    public override string ToString() => Target.Length > 0 ? Shorten(Target) : $"{Kind} {Shorten(Identifier!.System)}|{Shorten(Identifier.Value)}";

    private static string? TypeOf(string target) =>
        Query().Match(target) is { Success: true } query ? query.Groups["type"].Value
        : Local().Match(target) is { Success: true } local ? local.Groups["type"].Value
        : null;

    private static PersonIdentifier? IdentifierOf(string? system, string? value) =>
        string.IsNullOrWhiteSpace(system) || string.IsNullOrWhiteSpace(value) ? null : new(system.Trim(), value.Trim());

    private static string Shorten(string text) => text.Length <= 100 ? text : $"{text[..100]}…";

    [GeneratedRegex(@"^(?<type>[A-Za-z]+)\?identifier=(?<system>[^|&]+)(\||%7[Cc])(?<value>[^|&]+)\z")]
    private static partial Regex Query();

    [GeneratedRegex(@"^(https?://.+/)?(?<type>[A-Z][A-Za-z]+)/(?<id>[A-Za-z0-9\-\.]{1,64})(/_history/[A-Za-z0-9\-\.]{1,64})?\z")]
    private static partial Regex Local();
}
