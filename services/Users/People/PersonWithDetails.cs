using NodaTime;

namespace PracticeAspire.Users.People;

/// <summary>How what is known of a person changes: by an import, or by the desk.</summary>
internal sealed partial class Person
{
    /// <summary>Takes what is given and keeps what is not: a source that does not know an address does not erase ours.</summary>
    /// <returns>Whether anything is different now.</returns>
    public bool Correct(PersonalDetails given)
    {
        var before = Details;
        var phones = PhoneNumber.Combine(given.Phones, before.Phones);
        var after = given with
        {
            PreferredName = Or(given.PreferredName, before.PreferredName),
            Prefix = Or(given.Prefix, before.Prefix),
            Suffix = Or(given.Suffix, before.Suffix),
            OtherNames = [.. before.OtherNames.Union(given.OtherNames)],
            BirthDate = given.BirthDate ?? before.BirthDate,
            Gender = given.Gender is "unknown" ? Or(before.Gender, given.Gender) : Or(given.Gender, before.Gender),
            Phone = phones.Count > 0 ? phones[0].Number : "",
            PhoneUse = phones.Count > 0 ? phones[0].Use : "",
            OtherPhones = [.. phones.Skip(1)],
            Email = Or(given.Email, before.Email),
            Language = Or(given.Language, before.Language),
            Address = given.Address ?? before.Address,
            MaritalStatus = Or(given.MaritalStatus, before.MaritalStatus),
            Died = given.Died || before.Died,
            DiedOn = given.DiedOn ?? before.DiedOn,
            Specialities = given.Specialities.Length > 0 ? given.Specialities : before.Specialities,

            // Whoever has left comes back by an administrator's decision, not because an old file says so.
            Active = before.Active && given.Active,
        };
        if (after.SameAs(before))
            return false;

        Take(after);
        Version++;
        return true;

        static string Or(string given, string known) => given.Length > 0 ? given : known;
    }

    /// <summary>Is from now on as it is given at the desk. By a name they went by they are found still.</summary>
    public void Change(PersonalDetails given)
    {
        Take(Changed(given));
        Version++;
    }

    public bool WouldChange(PersonalDetails given) => !Changed(given).SameAs(Details);

    private PersonalDetails Changed(PersonalDetails given)
    {
        var formerly = $"{GivenNames} {FamilyName}".Trim();
        var renamed = formerly != $"{given.GivenNames} {given.FamilyName}".Trim();
        return given with
        {
            Prefix = Prefix,
            Suffix = Suffix,
            OtherNames = renamed ? [.. OtherNames.Union([formerly])] : OtherNames,
            Specialities = Specialities,
            Active = Active,
        };
    }

    internal PersonalDetails Details => new(GivenNames, FamilyName)
    {
        Prefix = Prefix,
        Suffix = Suffix,
        OtherNames = OtherNames,
        BirthDate = BirthDate,
        Gender = Gender,
        PreferredName = PreferredName,
        Phone = Phone,
        PhoneUse = PhoneUse,
        OtherPhones = OtherPhones,
        Email = Email,
        Language = Language,
        Address = Address,
        MaritalStatus = MaritalStatus,
        Died = Died,
        DiedOn = DiedOn,
        Specialities = Specialities,
        Active = Active,
    };

    private void Take(PersonalDetails details)
    {
        (GivenNames, FamilyName, Prefix, Suffix) = (details.GivenNames, details.FamilyName, details.Prefix, details.Suffix);
        (BirthDate, Gender, Phone, Email, Language) = (details.BirthDate, details.Gender, details.Phone, details.Email, details.Language);
        (PreferredName, PhoneUse, OtherPhones, Address) = (details.PreferredName, details.PhoneUse, details.OtherPhones, details.Address);
        (MaritalStatus, Died, DiedOn) = (details.MaritalStatus, details.Died, details.DiedOn);
        (OtherNames, Specialities, Active) = (details.OtherNames, details.Specialities, details.Active);
        SearchWords = NameSearch.WordsOf([GivenNames, FamilyName, PreferredName, .. OtherNames]);
        SortName = NameSearch.SortNameOf(FamilyName, GivenNames);
    }
}
