namespace PracticeAspire.Users.Tests.FhirImport;

/// <summary>A hospital, a ward, a doctor and a family, as Synthea writes them; references are JSON.</summary>
internal static class Network
{
    public static string Organization(string id, string name = "LAHEY HOSPITAL & MEDICAL CENTER", string more = "") => Entry(id, $$"""
        "resourceType": "Organization", "id": "{{id}}", "active": true, "identifier": [{ "system": "https://github.com/synthetichealth/synthea", "value": "{{id}}" }],
        "type": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/organization-type", "code": "prov", "display": "Healthcare Provider" }], "text": "Healthcare Provider" }],
        "name": "{{name}}", "telecom": [{ "system": "phone", "value": "413-737-5167 Or 413-737-5168" }],
        "address": [{ "line": ["41 & 45 MALL ROAD"], "city": "BURLINGTON", "state": "MA", "postalCode": "01803", "country": "US" }]{{more}}
        """);

    public static string Location(string id, string organization, string name = "Ward 3") => Entry(id, $$"""
        "resourceType": "Location", "id": "{{id}}", "status": "active", "identifier": [{ "system": "urn:test:place", "value": "{{id}}" }], "name": "{{name}}",
        "type": [{ "text": "Ward" }], "telecom": [{ "system": "phone", "value": "781 744 5100" }],
        "address": { "line": ["41 Mall Road", "North wing"], "city": "Burlington", "state": "MA", "postalCode": "01803" },
        "managingOrganization": {{organization}}
        """);

    public static string Practitioner(string id, string family = "Kassulke") => Entry(id, $$"""
        "resourceType": "Practitioner", "id": "{{id}}", "active": true, "identifier": [{ "system": "http://hl7.org/fhir/sid/us-npi", "value": "{{id}}" }],
        "name": [{ "family": "{{family}}", "given": ["June"], "prefix": ["Dr."] }]
        """);

    public static string Role(string id, string practitioner, string organization, string location, string speciality = "Cardiology", string more = "") => Entry(id, $$"""
        "resourceType": "PractitionerRole", "id": "{{id}}", "active": true, "identifier": [{ "system": "urn:test:role", "value": "{{id}}" }],
        "period": { "start": "2019-05", "end": "2031" }, "practitioner": {{practitioner}}, "organization": {{organization}}, "location": [{{location}}],
        "code": [{ "coding": [{ "system": "http://nucc.org/provider-taxonomy", "code": "208D00000X", "display": "General Practice" }], "text": "General Practice" }],
        "specialty": [{ "coding": [{ "display": "{{speciality}}" }] }], "telecom": [{ "system": "email", "value": "june@lahey.example" }]{{more}}
        """);

    public static string Related(string id, string patient, string relationship = "MTH", string more = "") => Entry(id, $$"""
        "resourceType": "RelatedPerson", "id": "{{id}}", "identifier": [{ "system": "urn:test:related", "value": "{{id}}" }], "patient": {{patient}},
        "relationship": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "{{relationship}}" }] },
          { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0131", "code": "C" }] }, { "text": "Drives her home" }],
        "name": [{ "family": "Núñez", "given": ["Ana"] }], "period": { "start": "2020-01-15" },
        "telecom": [{ "system": "phone", "value": "555 0134", "use": "mobile", "rank": 1 }, { "system": "phone", "value": "555 0199", "use": "work", "rank": 2 }, { "system": "email", "value": "ana@example.org" }],
        "address": [{ "line": ["924 Osinski Meadow"], "city": "Wilmington" }]{{more}}
        """);

    public static string To(string reference) => $$"""{ "reference": "{{reference}}" }""";

    public static string ByIdentifier(string system, string value) => $$"""{ "identifier": { "system": "{{system}}", "value": "{{value}}" }, "display": "as Synthea does" }""";

    private static string Entry(string id, string resource) => $$"""{ "fullUrl": "urn:uuid:{{id}}", "resource": { {{resource}} } }""";
}
