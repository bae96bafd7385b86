using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.People;

/// <summary>Someone the practice knows: a patient, a member of staff, or both.</summary>
internal sealed partial class Person
{
    public const int MostSpecialities = 20;

    private Person()
    {
    }

    public Guid Id { get; private init; }

    public long Version { get; private set; } = 1;

    public string[] Roles { get; private set; } = [];

    public string Prefix { get; private set; } = "";

    public string GivenNames { get; private set; } = "";

    public string FamilyName { get; private set; } = "";

    public string Suffix { get; private set; } = "";

    /// <summary>Names they go or went by beside the official one; searched, not shown.</summary>
    public string[] OtherNames { get; private set; } = [];

    public LocalDate? BirthDate { get; private set; }

    /// <summary>FHIR AdministrativeGender: male, female, other, unknown; empty for staff.</summary>
    public string Gender { get; private set; } = "";

    /// <summary>What they like to be called.</summary>
    public string PreferredName { get; private set; } = "";

    public string Phone { get; private set; } = "";

    public string PhoneUse { get; private set; } = "";

    public PhoneNumber[] OtherPhones { get; private set; } = [];

    /// <summary>What a search for a telephone number looks in: of every number, each with a blank after it. The database takes it from the numbers.</summary>
    public string PhoneDigits { get; private set; } = "";

    public string Email { get; private set; } = "";

    /// <summary>BCP 47.</summary>
    public string Language { get; private set; } = "";

    public PostalAddress? Address { get; private set; }

    public string MaritalStatus { get; private set; } = "";

    public bool Died { get; private set; }

    public LocalDate? DiedOn { get; private set; }

    public string[] Specialities { get; private set; } = [];

    /// <summary>At which of the practice's locations a colleague works: ids of the appointments service, which knows their names.</summary>
    public Guid[] LocationIds { get; private set; } = [];

    public bool Active { get; private set; } = true;

    /// <summary>Whose record this turned out to be: that of the person who stays, and who has not been merged themself.</summary>
    public Guid? MergedInto { get; private set; }

    /// <summary>What <see cref="NameSearch"/> looks in.</summary>
    public string SearchWords { get; private set; } = "";

    /// <summary>What lists are ordered by.</summary>
    public string SortName { get; private set; } = "";

    public List<PersonIdentifier> Identifiers { get; } = [];

    public bool IsPatient => Roles.Contains(ServiceDefaults.Roles.Patient);

    /// <summary>Who has a calendar: doctors.</summary>
    public bool IsPractitioner => Roles.Contains(ServiceDefaults.Roles.Doctor);

    public bool IsStaff => Roles.Any(ServiceDefaults.Roles.Staff.Contains);

    /// <summary>"Dr. Ana Ruiz" for those who see patients, "Chet Hoeger" for the rest.</summary>
    public string DisplayName =>
        string.Join(' ', new[] { IsPractitioner ? Prefix : "", GivenNames, FamilyName, Suffix }.Where(part => part.Length > 0));

    public static Person With(string[] roles, PersonalDetails details, Guid? id = null, Guid[]? locations = null)
    {
        var person = new Person { Id = id ?? Guid.CreateVersion7(), Roles = roles, LocationIds = locations ?? [] };
        person.Take(details);
        return person;
    }

    /// <summary>Takes an address to write to when there was none.</summary>
    public bool LearnEmail(string email)
    {
        if (Email.Length > 0)
            return false;

        Email = email;
        Version++;
        return true;
    }

    /// <summary>Is a specialist in these as well.</summary>
    /// <returns>Whether that is news.</returns>
    public bool LearnSpecialities(IReadOnlyCollection<string> specialities)
    {
        string[] all = [.. Specialities.Union(specialities).Take(MostSpecialities)];
        if (all.Length == Specialities.Length)
            return false;

        Specialities = all;
        Version++;
        return true;
    }

    public void RequireVersion(long seen)
    {
        if (seen != Version)
            throw new Stale(Version);
    }

    /// <summary>Takes over what another record of the same person knows besides; the other one is set aside.</summary>
    public Merge Absorb(Person other, Guid by, Instant at)
    {
        var combined = CombinedDetails.Of(Details, other.Details);
        var merge = new Merge
        {
            SurvivorId = Id,
            MergedId = other.Id,
            Filled = combined.Filled,
            NamesAdded = combined.NamesAdded,
            MergedWasActive = other.Active,
            At = at,
            By = by,
        };
        Take(combined.Details);
        (other.MergedInto, other.Active) = (Id, false);
        Version++;
        other.Version++;
        return merge;
    }

    /// <summary>The other record stands by itself again, and this one knows no more than it did.</summary>
    public void GiveBack(Person other, Merge merge)
    {
        Take(CombinedDetails.Without(merge, Details, other.Details));
        (other.MergedInto, other.Active) = (null, merge.MergedWasActive);
        Version++;
        other.Version++;
    }

    /// <summary>Works here in these roles, at these locations, under these details; what colleagues are not asked for stays as it is.</summary>
    public void WorkAs(string[] roles, PersonalDetails details, Guid[] locations)
    {
        LocationIds = locations;
        Roles = [.. roles, .. Roles.Where(role => role == ServiceDefaults.Roles.Patient)];
        Take(Details with
        {
            GivenNames = details.GivenNames,
            FamilyName = details.FamilyName,
            Prefix = details.Prefix,
            Email = details.Email,
            Specialities = details.Specialities,
        });
        Version++;
    }

    /// <summary>Is known by this value in the system, and by no other; by none when it is empty.</summary>
    public void IdentifyBy(string system, string value)
    {
        if (Identifiers.Exists(i => i.System == system && i.Value == value))
            return;

        Identifiers.RemoveAll(i => i.System == system);
        if (value.Length > 0)
            Identifiers.Add(new PersonIdentifier(system, value));
    }

    public void Leave()
    {
        if (!Active)
            throw new RuleBroken("left-already", "This person has been deactivated already.");
        (Active, Version) = (false, Version + 1);
    }

    public void ComeBack()
    {
        if (Active)
            throw new RuleBroken("here-already", "This person is active already.");
        if (MergedInto is not null)
            throw new RuleBroken("merged-away", "This record was merged into another. Undo the merge instead.");
        (Active, Version) = (true, Version + 1);
    }

    /// <summary>Tells the others, ids only, that this person is here or different.</summary>
    public void Announce(ServiceDb db, Instant now)
    {
        if (IsPatient)
            db.Publish(new PatientRegistered(Id, Version, now.ToDateTimeOffset()));
        if (IsPractitioner)
            db.Publish(new PractitionerRegistered(Id, Version, Specialities, Active, now.ToDateTimeOffset()));
    }
}

/// <summary>What a person is called elsewhere: a FHIR identifier. No two people share one.</summary>
internal sealed record PersonIdentifier(string System, string Value)
{
    public Guid PersonId { get; private init; }
}
