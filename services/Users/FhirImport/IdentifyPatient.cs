using System.Text.Json;
using Grpc.Core;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.People;
using Person = PracticeAspire.Users.People.Person;

namespace PracticeAspire.Users.FhirImport;

internal sealed partial class FhirImportService
{
    public override async Task<IdentifyPatientReply> IdentifyPatient(IdentifyPatientRequest request, ServerCallContext context)
    {
        var given = ReadPatient(request);
        var known = await KnownHere.PeopleAsync(db, given.Identifiers.ToList(), context.CancellationToken);
        return given.Identifiers.Select(i => known.GetValueOrDefault(i)).OfType<Person>().Distinct().ToList() switch
        {
            [] => throw new RuleBroken("patient-unknown", "The practice does not know this patient. Import the people of the bundle first."),

            // Also a record that was merged: what another system says of it stays with it when the merge is undone.
            [var person] => given.ObjectionTo(person) is { } objection
                ? throw new RuleBroken("patient-doubtful", objection)
                : new IdentifyPatientReply { PersonId = person.Id.ToString() },
            _ => throw new RuleBroken("patient-doubtful", "Its identifiers belong to several people here. Find out who it is before importing it."),
        };
    }

    private ImportedPerson ReadPatient(IdentifyPatientRequest request)
    {
        try
        {
            var json = new Utf8JsonReader(request.Resource.Span);
            return FhirJsonDeserializer.RECOVERABLE.TryDeserializeResource(ref json, out var resource, out _) && resource is Patient
                ? PersonFromFhir.Read(new BundleEntry(0, "Patient", FullUrl: request.FullUrl), resource, DetailRules.LatestDay(clock.GetCurrentInstant()))
                : throw Unreadable();
        }
        catch (Exception unreadable) when (unreadable is CodedException or JsonException or FormatException or InvalidOperationException or ArgumentException or InvalidCastException)
        {
            throw Unreadable();
        }
    }

    private static RuleBroken Unreadable() => new("patient-unreadable", "It does not keep to FHIR R4.");
}
