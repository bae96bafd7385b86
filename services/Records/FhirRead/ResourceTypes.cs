namespace PracticeAspire.Records.FhirRead;

/// <summary>Which FHIR types there are here, and of which kinds of entries they come.</summary>
internal static class ResourceTypes
{
    private static readonly Dictionary<string, string[]> Kinds = new()
    {
        ["AllergyIntolerance"] = ["allergy"],
        ["Condition"] = ["problem"],
        ["DiagnosticReport"] = ["result"],
        ["DocumentReference"] = ["note", "document"],
        ["Encounter"] = ["visit"],
        ["Immunization"] = ["immunization"],
        ["MedicationRequest"] = ["medication"],
        ["Observation"] = ["vitals", "result"],
        ["Procedure"] = ["procedure"],
    };

    public static IEnumerable<string> All => Kinds.Keys;

    /// <returns>Null when there is no such type here.</returns>
    public static string[]? KindsOf(string type) => Kinds.GetValueOrDefault(type);
}
