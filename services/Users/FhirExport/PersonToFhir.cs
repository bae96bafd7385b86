using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.FhirImport;
using PracticeAspire.Users.People;
using Person = PracticeAspire.Users.People.Person;

namespace PracticeAspire.Users.FhirExport;

/// <summary>
/// A person as FHIR has them: a Patient, a Practitioner who sees patients, or a Person for other colleagues, of whom a system that reads it should
/// not make a doctor.
/// </summary>
internal static class PersonToFhir
{
    public static Patient Patient(Person person, IEnumerable<PersonIdentifier> identifiers) => new()
    {
        Id = person.Id.ToString(),
        Identifier = PartsToFhir.Identifiers(identifiers),
        Active = person.Active,
        Name = Names(person),
        Telecom = PartsToFhir.Telecom(person.Details.Phones, person.Email),
        Gender = Gender(person),
        BirthDate = person.BirthDate?.ToIso(),
        Deceased = person.DiedOn is { } day ? new FhirDateTime(day.ToIso()) : person.Died ? new FhirBoolean(true) : null,
        Address = PartsToFhir.Addresses(person.Address, Address.AddressUse.Home),
        MaritalStatus = person.MaritalStatus.Length == 0 ? null : new CodeableConcept(MaritalStatuses.System, person.MaritalStatus, MaritalStatuses.WordsOf(person.MaritalStatus), null),
        Communication = person.Language.Length == 0 ? [] : [new Patient.CommunicationComponent { Language = Language(person), Preferred = true }],
    };

    /// <param name="alone">No Patient of the same id stands beside it.</param>
    public static Practitioner Practitioner(Person person, IEnumerable<PersonIdentifier> identifiers, bool alone) => new()
    {
        Id = alone ? person.Id.ToString() : PractitionerId(person).ToString(),
        Identifier = PartsToFhir.Identifiers(identifiers),
        Active = person.Active,
        Name = Names(person),
        Telecom = PartsToFhir.Telecom(person.Details.Phones, person.Email),
        Address = PartsToFhir.Addresses(person.Address),
        Communication = person.Language.Length == 0 ? [] : [Language(person)],
        Qualification = [.. person.Specialities.Select(s => new Practitioner.QualificationComponent { Code = new CodeableConcept { Coding = [new Coding { System = PersonFromFhir.Speciality, Display = s }], Text = s } })],
    };

    public static Hl7.Fhir.Model.Person Colleague(Person person, IEnumerable<PersonIdentifier> identifiers) => new()
    {
        Id = person.Id.ToString(),
        Identifier = PartsToFhir.Identifiers(identifiers),
        Active = person.Active,
        Name = Names(person),
        Telecom = PartsToFhir.Telecom(person.Details.Phones, person.Email),
        Address = [.. PartsToFhir.Addresses(person.Address)],
    };

    /// <summary>Who is a patient too has an id of their own as a practitioner: full URLs in a bundle differ.</summary>
    public static Guid PractitionerId(Person person)
    {
        if (!person.IsPatient)
            return person.Id;

        // The same one in every export, and no other person's.
        var bytes = person.Id.ToByteArray();
        bytes[^1] ^= 1;
        return new Guid(bytes);
    }

    private static List<HumanName> Names(Person person)
    {
        var official = new HumanName
        {
            Use = HumanName.NameUse.Official,
            Family = PartsToFhir.Given(person.FamilyName),
            Given = person.GivenNames.Length > 0 ? [person.GivenNames] : [],
            Prefix = person.Prefix.Length > 0 ? [person.Prefix] : [],
            Suffix = person.Suffix.Length > 0 ? [person.Suffix] : [],
        };
        var preferred = person.PreferredName.Length > 0 ? [new HumanName { Use = HumanName.NameUse.Usual, Text = person.PreferredName }] : Array.Empty<HumanName>();
        return [official, .. preferred, .. person.OtherNames.Select(name => new HumanName { Use = HumanName.NameUse.Old, Text = name })];
    }

    private static AdministrativeGender? Gender(Person person) => EnumUtility.ParseLiteral<AdministrativeGender>(person.Gender);

    private static CodeableConcept Language(Person person) => new("urn:ietf:bcp:47", person.Language);
}
