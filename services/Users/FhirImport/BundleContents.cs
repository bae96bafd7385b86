using System.Runtime.InteropServices;
using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;
using NodaTime;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Users.FhirImport;

/// <summary>What the directory takes of a bundle, collected while it is read.</summary>
internal sealed class BundleContents(LocalDate latestDay, References references)
{
    private const int MostEntries = 100_000;

    private static readonly FhirJsonDeserializer Fhir = FhirJsonDeserializer.RECOVERABLE;

    // What refers to others comes after them.
    private static readonly string[] Kinds = ["Organization", "Location", "Patient", "Practitioner", "PractitionerRole", "RelatedPerson"];

    private readonly Dictionary<(string Kind, string System, string Value), BundleEntry> seen = [];

    public List<ImportedEntry> Entries { get; } = [];

    public ReportByKind Report { get; } = new(Kinds);

    public void Take(int index, ReadOnlyMemory<byte> entry)
    {
        var origin = BundleEntry.At(index, entry.Span);
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
            using var json = BundleEntry.Parse(entry);
            origin = origin.Named(json.RootElement);
            Add(Read(origin, json.RootElement));
        }
        catch (Refused refusal)
        {
            Report.Refuse(origin, refusal.Message);
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
}
