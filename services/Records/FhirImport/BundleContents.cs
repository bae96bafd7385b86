using System.Runtime.InteropServices;
using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Records.FhirImport;

/// <summary>What records take of a bundle, collected while it is read. What is wrong with one resource is no reason to leave out another.</summary>
internal sealed class BundleContents
{
    private const int MostEntries = 100_000;

    // What does not keep to FHIR here might mean something else than it seems to; people's names are another matter (docs/decisions/0022).
    private static readonly FhirJsonDeserializer Fhir = FhirJsonDeserializer.STRICT;

    private static readonly string[] Clinical =
        ["Condition", "AllergyIntolerance", "MedicationRequest", "Immunization", "Procedure", "Observation", "DiagnosticReport", "Encounter"];

    private static readonly string[] Helping = ["Patient", "Medication"];

    public References References { get; } = new();

    public ReportByKind Report { get; } = new([.. Clinical, .. Helping]);

    public List<ImportedResource> Resources { get; } = [];

    /// <summary>What became part of another's entry.</summary>
    public HashSet<BundleItem> Gathered { get; } = new(ReferenceEqualityComparer.Instance);

    public void Take(int index, ReadOnlyMemory<byte> entry)
    {
        var origin = BundleEntry.At(index, entry.Span);
        if (origin.Kind.Length == 0)
        {
            Report.Refuse(origin, "This is not an entry with a resource.");
            return;
        }

        if (!Clinical.Contains(origin.Kind) && !Helping.Contains(origin.Kind))
        {
            Report.LeaveAlone(origin.Kind);
            return;
        }

        try
        {
            using var json = BundleEntry.Parse(entry);
            origin = origin.Named(json.RootElement);
            Add(Read(origin, json.RootElement));
        }
        catch (Refused refusal)
        {
            Report.Refuse(origin, refusal.Message);
        }
        catch (Exception unreadable) when (unreadable is CodedException or JsonException or FormatException or InvalidOperationException or ArgumentException or InvalidCastException or OverflowException)
        {
            Report.Refuse(origin, "It does not keep to FHIR R4.");
        }
    }

    private void Add(BundleItem item)
    {
        if (References.Add(item) is { } earlier)
            throw new RuleBroken("twice", $"It is called the same as {earlier}. The first one was taken.");
        if (item is not ImportedResource resource)
            return;
        if (Resources.Count == MostEntries)
            throw new BundleUnreadable($"The bundle holds more than {MostEntries:N0} clinical resources. Split it.");
        Resources.Add(resource);
    }

    private static BundleItem Read(BundleEntry from, JsonElement entry)
    {
        if (entry.TryGetProperty("request", out var request) && request.TryGetProperty("method", out var method) && method.ValueEquals("DELETE"))
            throw new RuleBroken("delete", "It asks to delete something. An import adds and corrects, it does not delete.");

        var resource = entry.GetProperty("resource");
        var raw = JsonMarshal.GetRawUtf8Value(resource);
        if (from.Kind == "Patient")
            return new ImportedPatient(from, raw.ToArray());

        var mentioned = Mentioned.In(resource);
        var json = new Utf8JsonReader(raw);
        if (!Fhir.TryDeserializeResource(ref json, out var read, out var issues) || read is null)
            throw new RuleBroken("not-fhir", $"It does not keep to FHIR R4: {Shorten(issues.FirstOrDefault()?.Message ?? "unreadable")}");
        return read is Medication medication
            ? MedicationFromFhir.Read(from, medication)
            : Read(from, SourceOf(from), read, PartsFromFhir.SensitivityOf(read.Meta)) with { References = mentioned };
    }

    private static ImportedResource Read(BundleEntry from, string source, Resource resource, Contracts.Sensitivity sensitivity)
    {
        var read = resource switch
        {
            Condition condition => ConditionFromFhir.Read(from, source, condition),
            AllergyIntolerance allergy => AllergyFromFhir.Read(from, source, allergy),
            MedicationRequest request => MedicationFromFhir.Read(from, source, request),
            Immunization immunization => ImmunizationFromFhir.Read(from, source, immunization),
            Procedure procedure => ProcedureFromFhir.Read(from, source, procedure),
            Observation observation => ObservationFromFhir.Read(from, source, observation),
            DiagnosticReport report => ReportFromFhir.Read(from, source, report),
            Encounter encounter => EncounterFromFhir.Read(from, source, encounter),
            _ => throw new InvalidOperationException($"{resource.TypeName} is no part of a record."),
        };
        (read.Content.Source, read.Content.Happened, read.Content.Sensitivity) = (source, read.Date?.Written ?? "", sensitivity);
        return read;
    }

    /// <summary>A server's address says whose "Condition/1" it is; without one, type and id have to do.</summary>
    private static string SourceOf(BundleEntry from)
    {
        if (from.FullUrl is { Length: <= 500 } url && url.StartsWith("http", StringComparison.Ordinal) && url.Contains($"/{from.Kind}/", StringComparison.Ordinal))
            return url;
        if (from.Id is { } id)
            return $"{from.Kind}/{id}";
        return from.FullUrl is { Length: > 0 and <= 500 } other
            ? $"{from.Kind}/{other}"
            : throw new RuleBroken("id-missing", "It has neither an id nor a full URL by which a second import would know it again.");
    }

    private static string Shorten(string text) => text.Length <= 300 ? text : $"{text[..300]}…";
}
