using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.FhirExport;

/// <summary>The parts that several FHIR resources have; what <see cref="FhirImport.PartsFromFhir"/> reads.</summary>
internal static class PartsToFhir
{
    public static ResourceReference To(Guid id) => new($"urn:uuid:{id}");

    public static List<Identifier> Identifiers(IEnumerable<PersonIdentifier> identifiers) => [.. identifiers.Select(i => new Identifier(i.System, i.Value))];

    public static Address Address(PostalAddress address, Address.AddressUse? use) => new()
    {
        Use = use,
        Line = [.. address.Lines],
        City = Given(address.City),
        District = Given(address.District),
        State = Given(address.State),
        PostalCode = Given(address.PostalCode),
        Country = Given(address.Country),
    };

    public static List<Address> Addresses(PostalAddress? address, Address.AddressUse? use = null) => address is null ? [] : [Address(address, use)];

    /// <summary>The order is the order of calling.</summary>
    public static List<ContactPoint> Telecom(IEnumerable<PhoneNumber> phones, string email)
    {
        var telecom = phones.Select((phone, i) => new ContactPoint
        {
            System = ContactPoint.ContactPointSystem.Phone,
            Value = phone.Number,
            Use = EnumUtility.ParseLiteral<ContactPoint.ContactPointUse>(phone.Use),
            Rank = i + 1,
        }).ToList();
        if (email.Length > 0)
            telecom.Add(new ContactPoint { System = ContactPoint.ContactPointSystem.Email, Value = email });
        return telecom;
    }

    public static List<ContactPoint> Telecom(string phone, string email) => Telecom(phone.Length > 0 ? [new PhoneNumber(phone, "")] : [], email);

    public static Hl7.Fhir.Model.Period? Period(LocalDate? from, LocalDate? until) =>
        from is null && until is null ? null : new() { Start = from?.ToIso(), End = until?.ToIso() };

    public static CodeableConcept Words(string words) => new() { Text = words };

    public static string? Given(string text) => text.Length > 0 ? text : null;
}
