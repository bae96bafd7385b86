using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Organizations;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.RelatedPeople;

/// <summary>
/// Someone to call about a patient: a mother, a guardian, an emergency contact (FHIR RelatedPerson). It is a name and a number and gives no access
/// to anything: whoever acts for a patient has a grant of their own.
/// </summary>
internal sealed class RelatedPerson : IDirectoryEntry
{
    private RelatedPerson()
    {
    }

    public Guid Id { get; private init; }

    /// <summary>Of whose record; that of a merged patient keeps what is its own.</summary>
    public Guid PatientId { get; private init; }

    public long Version { get; private set; } = 1;

    public string GivenNames { get; private set; } = "";

    public string FamilyName { get; private set; } = "";

    /// <summary>Codes of <see cref="Contracts.Relationships"/>, or words where no code fits.</summary>
    public string[] Relationships { get; private set; } = [];

    public PhoneNumber[] Phones { get; private set; } = [];

    public string Email { get; private set; } = "";

    public PostalAddress? Address { get; private set; }

    public LocalDate? From { get; private set; }

    /// <summary>The last day.</summary>
    public LocalDate? Until { get; private set; }

    public bool Active { get; private set; } = true;

    public RelatedDetails Details => new(GivenNames, FamilyName)
    {
        Relationships = Relationships,
        Phones = Phones,
        Email = Email,
        Address = Address,
        From = From,
        Until = Until,
        Active = Active,
    };

    /// <summary>Whether they are to be called on this day.</summary>
    public bool IsCurrent(LocalDate day) => Active && !(From > day) && !(Until < day);

    public static RelatedPerson Of(Guid patient, RelatedDetails details, Guid? id = null)
    {
        var related = new RelatedPerson { Id = id ?? Guid.CreateVersion7(), PatientId = patient };
        related.Take(details);
        return related;
    }

    public void RequireVersion(long seen)
    {
        if (seen != Version)
            throw new Stale(Version);
    }

    /// <summary>Is from now on as it is given.</summary>
    public void Change(RelatedDetails details)
    {
        Take(details);
        Version++;
    }

    /// <summary>Takes what is given and keeps what is not.</summary>
    /// <returns>Whether anything is different now.</returns>
    public bool Correct(RelatedDetails given)
    {
        var before = Details;
        var after = given with
        {
            Relationships = given.Relationships.Length > 0 ? given.Relationships : Relationships,
            Phones = given.Phones.Length > 0 ? given.Phones : Phones,
            Email = given.Email.Length > 0 ? given.Email : Email,
            Address = given.Address ?? Address,
            From = given.From ?? From,
            Until = given.Until ?? Until,
            Active = given.Active && Active,
        };
        if (after.SameAs(before))
            return false;

        Change(after);
        return true;
    }

    private void Take(RelatedDetails details)
    {
        (GivenNames, FamilyName, Relationships, Phones) = (details.GivenNames, details.FamilyName, details.Relationships, details.Phones);
        (Email, Address, From, Until, Active) = (details.Email, details.Address, details.From, details.Until, details.Active);
    }
}
