using Hl7.Fhir.Model;

namespace PracticeAspire.Records.FhirRead;

/// <summary>What this server can do, for programs that ask before they call.</summary>
internal static class Capabilities
{
    // When what is said here last changed.
    private const string Date = "2026-11-25";

    public static Resource Of(HttpContext http) => new CapabilityStatement
    {
        Status = PublicationStatus.Active,
        Date = Date,
        Kind = CapabilityStatementKind.Instance,
        FhirVersion = FHIRVersion.N4_0_1,
        Format = ["application/fhir+json"],
        Software = new() { Name = "PracticeAspire" },
        Implementation = new() { Description = "The medical records of one practice", Url = Links.Base(http) },
        Rest =
        [
            new()
            {
                Mode = CapabilityStatement.RestfulCapabilityMode.Server,
                Security = new() { Description = "A bearer token of the practice's OpenID Connect provider. Who may see a record is decided for each patient." },
                Resource = [Patient(), Binary(), .. ResourceTypes.All.Select(Readable)],
            },
        ],
    };

    private static CapabilityStatement.ResourceComponent Patient() => new()
    {
        Type = "Patient",
        Interaction = [new() { Code = CapabilityStatement.TypeRestfulInteraction.Read }],
        Operation = [new() { Name = "everything", Definition = "http://hl7.org/fhir/OperationDefinition/Patient-everything" }],
    };

    private static CapabilityStatement.ResourceComponent Binary() => new()
    {
        Type = "Binary",
        Documentation = "The bytes of a document, as they are unless application/fhir+json is asked for.",
        Interaction = [new() { Code = CapabilityStatement.TypeRestfulInteraction.Read }],
    };

    private static CapabilityStatement.ResourceComponent Readable(string type) => new()
    {
        Type = type,
        Interaction = [new() { Code = CapabilityStatement.TypeRestfulInteraction.Read }, new() { Code = CapabilityStatement.TypeRestfulInteraction.SearchType }],
        SearchParam = [new() { Name = "patient", Type = SearchParamType.Reference, Documentation = "Required." }],
    };
}
