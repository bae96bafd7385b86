using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using NodaTime;
using NodaTime.Text;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.People;
using Code = Hl7.Fhir.Model.CodeableConcept;
using Person = PracticeAspire.Users.People.Person;

namespace PracticeAspire.Users.FhirImport;

/// <summary>From a FHIR R4 Patient or Practitioner to what this directory keeps: people, not records.</summary>
internal static class PersonFromFhir
{
    /// <summary>What an export of ours says a doctor is a specialist in; other qualifications are degrees and licences.</summary>
    public const string Speciality = "urn:practice:speciality";

    public static ImportedPerson Read(BundleEntry from, Resource resource, LocalDate latestDay) => resource switch
    {
        Patient patient => new(from, IdentifiersFromFhir.Read(patient.Identifier, from.FullUrl), Roles.Patient, Details(patient.Name, patient.Telecom) with
        {
            BirthDate = BirthDate(patient.BirthDate, latestDay),
            Died = patient.Deceased is FhirDateTime or FhirBoolean { Value: true },
            DiedOn = DiedOn(patient.Deceased as FhirDateTime, BirthDate(patient.BirthDate, latestDay), latestDay),
            MaritalStatus = patient.MaritalStatus?.Coding.FirstOrDefault(c => MaritalStatuses.WordsOf(c.Code ?? "").Length > 0)?.Code ?? "",
            Address = PartsFromFhir.Address(patient.Address),
            Gender = patient.Gender is null ? "unknown" : patient.Gender.GetLiteral()!,
            Language = Language((patient.Communication.Find(c => c.Preferred == true) ?? patient.Communication.FirstOrDefault())?.Language),
            Active = patient.Active != false,
        }),
        Practitioner practitioner => new(from, IdentifiersFromFhir.Read(practitioner.Identifier, from.FullUrl), Roles.Doctor, Details(practitioner.Name, practitioner.Telecom) with
        {
            Address = PartsFromFhir.Address(practitioner.Address),
            Specialities = [.. practitioner.Qualification.SelectMany(q => q.Code?.Coding ?? []).Where(c => c.System == Speciality)
                .Select(c => DetailRules.Text("speciality", c.Display ?? "", 100)).Where(s => s.Length > 0).Distinct().Take(Person.MostSpecialities)],
            Language = Language(practitioner.Communication.FirstOrDefault()),
            Active = practitioner.Active != false,
        }),
        _ => throw new InvalidOperationException($"{resource.TypeName} is not a person."),
    };

    private static PersonalDetails Details(List<HumanName> names, List<ContactPoint> telecom)
    {
        var name = NameFromFhir.Current(names);
        var (given, family) = NameFromFhir.Read(name);

        var preferred = names.Find(n => n != name && n.Use is HumanName.NameUse.Usual or HumanName.NameUse.Nickname);
        var phones = PartsFromFhir.Phones(telecom);
        return new PersonalDetails(given, family)
        {
            PreferredName = Spoken(preferred),
            Prefix = DetailRules.Name(string.Join(' ', name!.Prefix)),
            Suffix = DetailRules.Name(string.Join(' ', name.Suffix)),
            OtherNames = [.. names.Where(n => n != name && n != preferred).Take(5).Select(Spoken).Where(n => n.Length > 0)],
            Phone = phones.FirstOrDefault()?.Number ?? "",
            PhoneUse = phones.FirstOrDefault()?.Use ?? "",
            OtherPhones = [.. phones.Skip(1)],
            Email = DetailRules.Email(PartsFromFhir.Contact(telecom, ContactPoint.ContactPointSystem.Email)),
        };
    }

    private static string Spoken(HumanName? name) => name is null
        ? ""
        : DetailRules.Name(string.Join(' ', [.. name.Given, name.Family])) is { Length: > 0 } parts ? parts : DetailRules.Name(name.Text ?? "");

    /// <summary>Of a month or a year, only that they died is kept.</summary>
    private static LocalDate? DiedOn(FhirDateTime? died, LocalDate? born, LocalDate latestDay) =>
        LocalDatePattern.Iso.Parse(died?.Value?.Split('T')[0] ?? "") is { Success: true, Value: var day } ? DetailRules.DiedOn(day, born, latestDay) : null;

    private static LocalDate? BirthDate(string? text, LocalDate latestDay)
    {
        if (string.IsNullOrEmpty(text))
            return null;

        var date = LocalDatePattern.Iso.Parse(text);
        return date.Success
            ? DetailRules.BirthDate(date.Value, latestDay)
            : throw new RuleBroken("birth-date-unreadable", $"The birth date “{Shorten(text)}” is not a full date such as 1987-06-14. Complete it at its source.");
    }

    private static string Language(Code? language) =>
        DetailRules.Language(language?.Coding.FirstOrDefault(c => !string.IsNullOrEmpty(c.Code))?.Code ?? "");

    private static string Shorten(string text) => text.Length <= 20 ? text : $"{text[..20]}…";
}
