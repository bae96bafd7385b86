using Hl7.Fhir.Model;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.FhirImport;

/// <summary>From the names of a FHIR resource to the one its person goes by.</summary>
internal static class NameFromFhir
{
    public static HumanName? Current(List<HumanName> names) =>
        names.Find(n => n.Use == HumanName.NameUse.Official)
        ?? names.Find(n => n.Use is null or HumanName.NameUse.Usual)
        ?? names.Find(n => n.Use is not HumanName.NameUse.Old and not HumanName.NameUse.Maiden)
        ?? names.FirstOrDefault();

    /// <exception cref="BuildingBlocks.RuleBroken">There is none, or it cannot be read.</exception>
    public static (string Given, string Family) Read(HumanName? name)
    {
        var given = DetailRules.Name(string.Join(' ', name?.Given ?? []));
        var family = DetailRules.Name(name?.Family ?? "");
        if (given.Length + family.Length == 0)
            family = DetailRules.Name(name?.Text ?? "");
        DetailRules.RequireName(given, family);
        return (given, family);
    }
}
