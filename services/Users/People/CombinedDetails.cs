using NodaTime;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Users.People;

/// <summary>
/// What becomes of two records' details: what the surviving record knows stays, what it does not know is taken from the other, and the
/// other's name is one more by which they are found.
/// </summary>
internal sealed record CombinedDetails(PersonalDetails Details, string[] Filled, string[] NamesAdded)
{
    private static readonly DetailField[] Fields =
    [
        new("given_names", d => d.GivenNames, null),
        new("family_name", d => d.FamilyName, null),
        new("birth_date", d => d.BirthDate?.ToIso() ?? "", (d, from) => d with { BirthDate = from?.BirthDate }),
        new("administrative_gender", d => d.Gender is "unknown" ? "" : d.Gender, (d, from) => d with { Gender = from?.Gender ?? "unknown" }),
        new("preferred_name", d => d.PreferredName, (d, from) => d with { PreferredName = from?.PreferredName ?? "" }),
        new("phone", d => d.Phone, (d, from) => d with { Phone = from?.Phone ?? "", PhoneUse = from?.PhoneUse ?? "" }),
        new("other_phones", d => string.Join(", ", d.OtherPhones), (d, from) => d with { OtherPhones = from?.OtherPhones ?? [] }),
        new("email", d => d.Email, (d, from) => d with { Email = from?.Email ?? "" }),
        new("address", d => d.Address?.ToString() ?? "", (d, from) => d with { Address = from?.Address }),
        new("marital_status", d => d.MaritalStatus, (d, from) => d with { MaritalStatus = from?.MaritalStatus ?? "" }),
        new("died", d => d.DiedOn?.ToIso() ?? (d.Died ? "yes" : ""), (d, from) => d with { Died = from?.Died ?? false, DiedOn = from?.DiedOn }),
        new("language", d => d.Language, (d, from) => d with { Language = from?.Language ?? "" }),
    ];

    public static CombinedDetails Of(PersonalDetails stays, PersonalDetails goes)
    {
        var filled = Fields.Where(f => f.Take is not null && f.Of(stays).Length == 0 && f.Of(goes).Length > 0).ToList();
        var names = new[] { $"{goes.GivenNames} {goes.FamilyName}".Trim() }.Union(goes.OtherNames)
            .Except(stays.OtherNames).Where(name => name != $"{stays.GivenNames} {stays.FamilyName}".Trim()).ToArray();
        var combined = filled.Aggregate(stays, (details, field) => field.Take!(details, goes)) with { OtherNames = [.. stays.OtherNames, .. names] };
        return new(combined, [.. filled.Select(f => f.Name)], names);
    }

    /// <summary>The survivor's details without what a merge brought. What someone has corrected since stays as they corrected it.</summary>
    public static PersonalDetails Without(Merge merge, PersonalDetails now, PersonalDetails merged) => Fields
        .Where(f => merge.Filled.Contains(f.Name) && f.Of(now) == f.Of(merged))
        .Aggregate(now, (details, field) => field.Take!(details, null)) with
    { OtherNames = [.. now.OtherNames.Except(merge.NamesAdded)] };

    /// <summary>Field by field: what either record says, and what it will be.</summary>
    public IEnumerable<Contracts.MergedField> Compare(PersonalDetails stays, PersonalDetails goes) => Fields.Select(f => new Contracts.MergedField
    {
        Name = f.Name,
        Survivor = f.Of(stays),
        Merged = f.Of(goes),
        Result = f.Of(Details),
        Differs = f.Of(stays) != f.Of(goes),
    });

    /// <param name="Take">How it is taken from another's details, or taken away; null for what everyone has.</param>
    private sealed record DetailField(string Name, Func<PersonalDetails, string> Of, Func<PersonalDetails, PersonalDetails?, PersonalDetails>? Take);
}
