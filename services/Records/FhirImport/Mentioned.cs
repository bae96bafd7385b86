using System.Text.Json;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Records.FhirImport;

/// <summary>What a resource refers to anywhere in it, and whether it can be read at all: some elements turn the meaning of others round.</summary>
internal static class Mentioned
{
    private const int Longest = 1000;
    private const int Most = 5000;

    /// <exception cref="RuleBroken">It says something that changes its meaning and is not understood here, or refers to more than anyone can follow.</exception>
    public static IReadOnlyList<string> In(JsonElement resource)
    {
        if (resource.TryGetProperty("implicitRules", out _))
            throw new RuleBroken("rules-unknown", "It says that it has to be read by rules of its own (implicitRules), which are not known here.");

        var found = new HashSet<string>();
        Collect(resource, found);
        return [.. found];
    }

    private static void Collect(JsonElement element, HashSet<string> found)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                Collect(item, found);
        }

        if (element.ValueKind != JsonValueKind.Object)
            return;

        foreach (var property in element.EnumerateObject())
        {
            if (property.NameEquals("modifierExtension"))
                throw new RuleBroken("modifier-unknown", "It has an extension that changes its meaning (modifierExtension) and is not understood here.");
            if (property.NameEquals("resourceType") && property.Value.ValueEquals("Patient"))
                throw new RuleBroken("patient-contained", "It contains a patient. Export the patient as an entry of its own.");
            if (property.NameEquals("reference") && property.Value.ValueKind == JsonValueKind.String)
                Add(property.Value.GetString()!, found);
            else
                Collect(property.Value, found);
        }
    }

    private static void Add(string reference, HashSet<string> found)
    {
        if (reference.Length > Longest || found.Count == Most)
            throw new RuleBroken("references-too-many", "It refers to more than anyone can follow.");
        if (!reference.StartsWith('#'))
            found.Add(reference);
    }
}
