using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.RelatedPeople;
using Person = PracticeAspire.Users.People.Person;

namespace PracticeAspire.Users.Patients;

/// <summary>Patients and their contacts as the contract has them.</summary>
internal static class PatientsOnTheWire
{
    public static PatientDetails ToDetailsReply(this Person patient) => new()
    {
        Id = patient.Id.ToString(),
        Version = patient.Version,
        DisplayName = patient.DisplayName,
        GivenNames = patient.GivenNames,
        FamilyName = patient.FamilyName,
        PreferredName = patient.PreferredName,
        BirthDate = patient.BirthDate?.ToIso() ?? "",
        AdministrativeGender = patient.Gender,
        Phones = { patient.Details.Phones.Select(ToReply) },
        Email = patient.Email,
        Language = patient.Language,
        Address = patient.Address?.ToReply(),
        MaritalStatus = patient.MaritalStatus,
        Died = patient.Died,
        DiedOn = patient.DiedOn?.ToIso() ?? "",
    };

    public static PatientContact ToReply(this RelatedPerson contact, Guid patient, LocalDate today) => new()
    {
        Id = contact.Id.ToString(),
        Version = contact.Version,
        PatientId = patient.ToString(),
        DisplayName = $"{contact.GivenNames} {contact.FamilyName}".Trim(),
        GivenNames = contact.GivenNames,
        FamilyName = contact.FamilyName,
        Relationships = { contact.Relationships },
        Phones = { contact.Phones.Select(ToReply) },
        Email = contact.Email,
        Address = contact.Address?.ToReply(),
        From = contact.From?.ToIso() ?? "",
        Until = contact.Until?.ToIso() ?? "",
        Current = contact.IsCurrent(today),
    };

    private static PhoneNumber ToReply(People.PhoneNumber phone) => new() { Number = phone.Number, Use = phone.Use };

    private static PostalAddress ToReply(this People.PostalAddress address) => new()
    {
        Lines = { address.Lines },
        City = address.City,
        District = address.District,
        State = address.State,
        PostalCode = address.PostalCode,
        Country = address.Country,
    };
}
