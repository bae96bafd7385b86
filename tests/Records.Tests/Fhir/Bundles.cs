namespace PracticeAspire.Records.Tests.Fhir;

/// <summary>Bundles as other systems export them; every argument is JSON.</summary>
internal static class Bundles
{
    public static string Of(params IEnumerable<string> entries) =>
        $$"""{ "resourceType": "Bundle", "type": "transaction", "entry": [{{string.Join(",\n", entries)}}] }""";

    public static string Patient(string id) => Entry("Patient", id, $$""" "identifier": [{ "system": "urn:test", "value": "{{id}}" }] """);

    public static string Condition(string id, string patient, string more = "", string code = """{ "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "I10", "display": "Essential hypertension" }] }""") =>
        Entry("Condition", id, $$"""
            "clinicalStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active" }] },
            "code": {{code}}, "subject": { "reference": "urn:uuid:{{patient}}" }, "onsetDateTime": "2012-03" {{more}}
            """);

    public static string Observation(string id, string patient, string value = "6.30", string more = "", string status = "final") => Entry("Observation", id, $$"""
        "status": "{{status}}", "category": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory" }] }],
        "code": { "coding": [{ "system": "http://loinc.org", "code": "4548-4" }], "text": "Haemoglobin A1c" },
        "subject": { "reference": "urn:uuid:{{patient}}" }, "effectiveDateTime": "2021-04-05T09:30:00+02:00",
        "valueQuantity": { "value": {{value}}, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%" } {{more}}
        """);

    public static string Report(string id, string patient, params string[] findings) => Entry("DiagnosticReport", id, $$"""
        "status": "final", "code": { "coding": [{ "system": "http://loinc.org", "code": "57698-3" }], "text": "Lipid panel" },
        "subject": { "reference": "urn:uuid:{{patient}}" }, "effectiveDateTime": "2021-04-05T09:30:00+02:00",
        "result": [{{string.Join(',', findings.Select(f => $$"""{ "reference": "urn:uuid:{{f}}" }"""))}}]
        """);

    /// <summary>The same as a server has it, where ids are the server's own and references are as given.</summary>
    public static string At(this string entry, string server, string type, string id, string subject, string patient) => entry
        .Replace($"\"fullUrl\": \"urn:uuid:{id}\"", $"\"fullUrl\": \"{server}/{type}/{id}\"", StringComparison.Ordinal)
        .Replace($"urn:uuid:{patient}", subject, StringComparison.Ordinal);

    public static string Entry(string type, string id, string content) =>
        $$"""{ "fullUrl": "urn:uuid:{{id}}", "resource": { "resourceType": "{{type}}", "id": "{{id}}", {{content}} } }""";
}
