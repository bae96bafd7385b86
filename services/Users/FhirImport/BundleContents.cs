using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;
using NodaTime;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Users.FhirImport;

/// <summary>What the directory takes of a bundle, collected while it is read.</summary>
internal sealed partial class BundleContents(LocalDate latestDay, References references)
{
    private const int MostEntries = 100_000;

    private static readonly FhirJsonDeserializer Fhir = FhirJsonDeserializer.RECOVERABLE;
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    // What refers to others comes after them.
    private static readonly string[] Kinds = ["Organization", "Location", "Patient", "Practitioner", "PractitionerRole", "RelatedPerson"];

    private readonly Dictionary<(string Kind, string System, string Value), BundleEntry> seen = [];

    public List<ImportedEntry> Entries { get; } = [];

    public ReportByKind Report { get; } = new(Kinds);

    public void Take(int index, ReadOnlyMemory<byte> entry)
    {
        var origin = new BundleEntry(index, KindOf(entry.Span));
        if (!Kinds.Contains(origin.Kind))
        {
            if (origin.Kind.Length > 0)
                Report.LeaveAlone();
            else
                Report.Refuse(origin, "This is not an entry with a resource.");
            return;
        }

        try
        {
            using var json = JsonDocument.Parse(entry, NoDuplicates);
            origin = origin with { Id = IdOf(json.RootElement), FullUrl = UrlOf(json.RootElement) };
            Add(Read(origin, json.RootElement));
        }
        catch (Refused refusal)
        {
            Report.Refuse(origin, refusal.Message);
        }
        catch (JsonException broken)
        {
            Report.Refuse(origin, broken.Message.Contains("uplicate", StringComparison.Ordinal)
                ? "It says something twice, so nobody can tell which is meant."
                : "It cannot be read as JSON.");
        }
        catch (CodedException unreadable)
        {
            Report.Refuse(origin, $"It does not keep to FHIR R4: {unreadable.Message}");
        }
        catch (Exception unreadable) when (unreadable is FormatException or InvalidOperationException or ArgumentException or InvalidCastException)
        {
            Report.Refuse(origin, "It does not keep to FHIR R4.");
        }
    }

    /// <summary>Those of some kinds, a batch at a time.</summary>
    public IEnumerable<T[]> Batches<T>(int size)
        where T : ImportedEntry => Entries.OfType<T>().Chunk(size);

    private void Add(ImportedEntry entry)
    {
        if (Entries.Count == MostEntries)
            throw new BundleUnreadable($"The bundle holds more than {MostEntries:N0} people, organizations and what belongs to them. Split it.");

        // A patient and a practitioner who share a number share a person.
        var kind = entry is ImportedPerson ? "Person" : entry.From.Kind;
        if (entry.Identifiers.Select(i => seen.GetValueOrDefault((kind, i.System, i.Value))).FirstOrDefault(other => other is not null) is { } earlier)
            throw new RuleBroken("twice", $"It is the same {(kind == "Person" ? "person" : "one")} as {earlier}, by identifier. The first one was taken.");

        foreach (var identifier in entry.Identifiers)
            seen.Add((kind, identifier.System, identifier.Value), entry.From);
        Entries.Add(entry);
        references.Add(entry);
    }

    private ImportedEntry Read(BundleEntry from, JsonElement entry)
    {
        if (entry.TryGetProperty("request", out var request) && request.TryGetProperty("method", out var method) && method.ValueEquals("DELETE"))
            throw new RuleBroken("delete", $"It asks to delete {(from.Kind is "Patient" or "Practitioner" ? "a person" : "something")}. An import adds and corrects, it does not delete.");

        var json = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(entry.GetProperty("resource")));
        if (!Fhir.TryDeserializeResource(ref json, out var resource, out var issues) || resource is null)
            throw new RuleBroken("not-fhir", $"It does not keep to FHIR R4: {issues.FirstOrDefault()?.Message ?? "unreadable"}");

        return resource switch
        {
            Organization organization => OrganizationFromFhir.Read(from, organization),
            Location location => OrganizationFromFhir.Read(from, location),
            PractitionerRole role => RoleFromFhir.Read(from, role),
            RelatedPerson related => RelatedPersonFromFhir.Read(from, related),
            _ => PersonFromFhir.Read(from, resource, latestDay),
        };
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

    private static string? UrlOf(JsonElement entry) =>
        entry.TryGetProperty("fullUrl", out var url) && url.ValueKind == JsonValueKind.String ? url.GetString() : null;

    [GeneratedRegex(@"^[A-Za-z0-9\-\.]{1,64}\z")]
    private static partial Regex FhirId();
}
