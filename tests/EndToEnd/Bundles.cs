using System.Text.Json;

namespace PracticeAspire.EndToEnd;

/// <summary>FHIR R4 transaction bundles as another system exports them.</summary>
internal static class Bundles
{
    /// <summary>A bundle with one patient and one encounter, which is not a person.</summary>
    public static byte[] WithPatient(string given, string family) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        resourceType = "Bundle",
        type = "transaction",
        entry = new object[]
        {
            new
            {
                fullUrl = $"urn:uuid:{Guid.NewGuid()}",
                resource = new
                {
                    resourceType = "Patient",
                    id = Guid.NewGuid().ToString(),
                    identifier = new[] { new { system = "https://github.com/synthetichealth/synthea", value = Guid.NewGuid().ToString() } },
                    name = new[] { new { use = "official", family, given = new[] { given } } },
                    gender = "female",
                    birthDate = "1984-06-02",
                },
                request = new { method = "POST", url = "Patient" },
            },
            new
            {
                fullUrl = $"urn:uuid:{Guid.NewGuid()}",
                resource = new Dictionary<string, object>
                {
                    ["resourceType"] = "Encounter",
                    ["id"] = Guid.NewGuid().ToString(),
                    ["status"] = "finished",
                    ["class"] = new { system = "http://terminology.hl7.org/CodeSystem/v3-ActCode", code = "AMB" },
                },
                request = new { method = "POST", url = "Encounter" },
            },
        },
    });
}
