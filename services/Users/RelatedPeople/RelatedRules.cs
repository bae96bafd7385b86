using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.RelatedPeople;

/// <summary>What may be written down about someone who belongs to a patient, whoever writes it.</summary>
internal static class RelatedRules
{
    /// <summary>Of one patient; a record with more is a mistake of the program that sent it.</summary>
    public const int MostOfOne = 50;

    private const int MostRelationships = 10;

    /// <exception cref="RuleBroken">With the sentence for a person.</exception>
    public static RelatedDetails Check(RelatedDetails given)
    {
        DetailRules.RequireName(given.GivenNames, given.FamilyName);
        DetailRules.RequireOrder(given.From, given.Until);
        return given with
        {
            GivenNames = DetailRules.Name(given.GivenNames),
            FamilyName = DetailRules.Name(given.FamilyName),
            Relationships = [.. given.Relationships.Select(r => DetailRules.Text("relationship", r, 100)).Where(r => r.Length > 0).Distinct().Take(MostRelationships)],
            Phones = [.. given.Phones.Where(p => p.Number.Length > 0).Distinct().Take(PhoneNumber.Most)],
            Email = DetailRules.Email(given.Email),
        };
    }
}
