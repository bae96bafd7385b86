using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.FhirImport;

/// <summary>The people of a bundle, collected while it is read, and what was refused of it and why.</summary>
internal sealed partial class PeopleInBundle(LocalDate latestDay)
{
    private const int MostPeople = 100_000;
    private const int MostReported = 5_000;

    private static readonly FhirJsonDeserializer Fhir = FhirJsonDeserializer.RECOVERABLE;
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    private readonly Dictionary<PersonIdentifier, string> seen = [];
    private int refused;

    public List<ImportedPerson> People { get; } = [];

    public ImportReport Report { get; } = new();

    public void Take(int index, ReadOnlyMemory<byte> entry)
    {
        var kind = KindOf(entry.Span);
        if (kind is not ("Patient" or "Practitioner"))
        {
            if (kind.Length > 0)
                Report.NotPeople++;
            else
                Refuse($"entry[{index}]", "This is not an entry with a resource.");
            return;
        }

        var label = $"entry[{index}] {kind}";
        try
        {
            using var json = JsonDocument.Parse(entry, NoDuplicates);
            if (IdOf(json.RootElement) is { } id)
                label += $"/{id}";
            Add(Read(index, label, json.RootElement));
        }
        catch (Refused refusal)
        {
            Refuse(label, refusal.Message);
        }
        catch (JsonException broken)
        {
            Refuse(label, broken.Message.Contains("uplicate", StringComparison.Ordinal)
                ? "It says something twice, so nobody can tell which is meant."
                : "It cannot be read as JSON.");
        }
        catch (CodedException unreadable)
        {
            Refuse(label, $"It does not keep to FHIR R4: {unreadable.Message}");
        }
        catch (Exception unreadable) when (unreadable is FormatException or InvalidOperationException or ArgumentException or InvalidCastException)
        {
            Refuse(label, "It does not keep to FHIR R4.");
        }
    }

    public void Refuse(string entry, string reason)
    {
        if (++refused <= MostReported)
            Report.Refused.Add(new RefusedEntry { Entry = entry, Reason = reason });
        else if (refused == MostReported + 1)
            Report.Refused.Add(new RefusedEntry { Entry = entry, Reason = "This one and others after it were refused; the list ends here." });
    }

    private void Add(ImportedPerson person)
    {
        if (People.Count == MostPeople)
            throw new BundleUnreadable($"The bundle holds more than {MostPeople:N0} people. Split it.");
        if (person.Identifiers.Select(i => seen.GetValueOrDefault(i)).FirstOrDefault(other => other is not null) is { } earlier)
            throw new RuleBroken("twice", $"It is the same person as {earlier}, by identifier. The first one was taken.");

        foreach (var identifier in person.Identifiers)
            seen.Add(identifier, person.Entry);
        People.Add(person);
    }

    private ImportedPerson Read(int index, string label, JsonElement entry)
    {
        if (entry.TryGetProperty("request", out var request) && request.TryGetProperty("method", out var method) && method.ValueEquals("DELETE"))
            throw new RuleBroken("delete", "It asks to delete a person. An import adds and corrects, it does not delete.");

        var json = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(entry.GetProperty("resource")));
        if (!Fhir.TryDeserializeResource(ref json, out var resource, out var issues) || resource is null)
            throw new RuleBroken("not-fhir", $"It does not keep to FHIR R4: {issues.FirstOrDefault()?.Message ?? "unreadable"}");

        var (role, details) = PersonFromFhir.Read(resource, latestDay);
        var fullUrl = entry.TryGetProperty("fullUrl", out var url) && url.ValueKind == JsonValueKind.String ? url.GetString() : null;
        var identifiers = resource is Patient patient ? patient.Identifier : ((Practitioner)resource).Identifier;
        return new ImportedPerson(index, label, role, details, IdentifiersFromFhir.Read(identifiers, fullUrl));
    }

    /// <returns>Empty when there is no resource. Most entries are not people, and are not read further than this.</returns>
    private static string KindOf(ReadOnlySpan<byte> entry)
    {
        var reader = new Utf8JsonReader(entry);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return "";

        return FindProperty(ref reader, "resource"u8) && reader.TokenType == JsonTokenType.StartObject
            && FindProperty(ref reader, "resourceType"u8) && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= 64
            ? System.Text.Encoding.UTF8.GetString(reader.ValueSpan)
            : "";
    }

    private static bool FindProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
                return true;
            reader.Skip();
        }

        return false;
    }

    private static string? IdOf(JsonElement entry) =>
        entry.GetProperty("resource").TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String && FhirId().IsMatch(id.GetString()!)
            ? id.GetString()
            : null;

    [GeneratedRegex(@"^[A-Za-z0-9\-\.]{1,64}\z")]
    private static partial Regex FhirId();
}
