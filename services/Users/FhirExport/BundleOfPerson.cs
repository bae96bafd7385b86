using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace PracticeAspire.Users.FhirExport;

/// <summary>What is known of a person as a FHIR R4 Bundle of the type collection, in the order in which its parts refer to each other.</summary>
internal static class BundleOfPerson
{
    private static readonly BaseFhirJsonSerializer Fhir = new(ModelInfo.ModelInspector);

    public static byte[] Write(KnownOfPerson known, NodaTime.Instant now)
    {
        var bundle = new Bundle { Type = Bundle.BundleType.Collection, Timestamp = now.ToDateTimeOffset() };
        foreach (var resource in Resources(known))
            bundle.Entry.Add(new Bundle.EntryComponent { FullUrl = $"urn:uuid:{resource.Id}", Resource = resource });

        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Indented = true }))
            Fhir.Serialize(bundle, writer);
        return json.ToArray();
    }

    private static IEnumerable<Resource> Resources(KnownOfPerson known)
    {
        var person = known.Person;
        foreach (var organization in known.Organizations)
            yield return DirectoryToFhir.Organization(organization, known.Identifiers[organization.Id]);
        foreach (var site in known.Sites)
            yield return DirectoryToFhir.Location(site, known.Identifiers[site.Id]);
        if (person.IsPatient)
            yield return PersonToFhir.Patient(person, known.Identifiers[person.Id]);
        if (person.IsPractitioner)
            yield return PersonToFhir.Practitioner(person, known.Identifiers[person.Id], alone: !person.IsPatient);
        if (!person.IsPatient && !person.IsPractitioner)
            yield return PersonToFhir.Colleague(person, known.Identifiers[person.Id]);
        foreach (var role in known.Roles)
            yield return DirectoryToFhir.PractitionerRole(role, known.Identifiers[role.Id], PersonToFhir.PractitionerId(person));
        foreach (var contact in known.Contacts)
            yield return DirectoryToFhir.RelatedPerson(contact, known.Identifiers[contact.Id], person.Id);
    }
}
