using Hl7.Fhir.Model;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.FhirImport;

/// <summary>By what a person, or whatever else, is known again at the next import. Numbers a state gives are left where they are: nothing here needs them.</summary>
internal static class IdentifiersFromFhir
{
    private const int MostKept = 20;
    private const int Longest = 255;

    private static readonly string[] GivenByAState = ["SS", "SB", "DL", "PPN", "TAX"];

    public static IReadOnlyList<PersonIdentifier> Read(List<Identifier> identifiers, string? fullUrl)
    {
        var kept = identifiers
            .Where(i => i.Use != Identifier.IdentifierUse.Old && !IsGivenByAState(i) && !string.IsNullOrWhiteSpace(i.System) && !string.IsNullOrWhiteSpace(i.Value))
            .Select(i => new PersonIdentifier(i.System!.Trim(), i.Value!.Trim()))
            .Distinct()
            .Take(MostKept)
            .ToList();
        if (kept.Count == 0 && Uri.TryCreate(fullUrl, UriKind.Absolute, out var url) && url.Scheme is "urn" or "http" or "https")
            kept.Add(new PersonIdentifier(KnownHere.Uri, fullUrl!));

        if (kept.Count == 0)
            throw new RuleBroken("identifier-missing", "There is no identifier by which a second import would know it again. Export identifiers with system and value.");
        if (kept.Exists(i => IsUnusable(i.System) || IsUnusable(i.Value)))
            throw new RuleBroken("identifier-unreadable", $"An identifier is longer than {Longest} characters or holds characters that cannot be seen.");
        return kept;
    }

    private static bool IsGivenByAState(Identifier identifier) =>
        identifier.System == "http://hl7.org/fhir/sid/us-ssn"
        || identifier.Type?.Coding.Exists(c => GivenByAState.Contains(c.Code) || c.Code?.StartsWith("NN", StringComparison.Ordinal) == true) == true;

    private static bool IsUnusable(string text) => text.Length > Longest || text.Any(char.IsControl);
}
