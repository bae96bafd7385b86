using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PracticeAspire.BuildingBlocks;

/// <summary>Where something stands in a FHIR bundle.</summary>
/// <param name="Kind">The FHIR type of its resource; empty when it has none.</param>
/// <param name="Id">The resource's own id, when it has one that is one.</param>
public sealed partial record BundleEntry(int Index, string Kind, string? Id = null, string? FullUrl = null)
{
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>The server it is from, "https://a.example/fhir/"; null when its full URL does not say.</summary>
    private string? Base => FullUrl is { } url && OnServer().Match(url) is { Success: true } on && on.Groups["type"].Value == Kind ? on.Groups["base"].Value : null;

    /// <summary>
    /// By what others of the bundle refer to it: the full URL and, unless that says which server's it is, type and id. Two servers each have a Patient/1.
    /// </summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            if (Base is not null)
                return [NameIn(FullUrl!)];
            string?[] names = [FullUrl, Id is null ? null : $"{Kind}/{Id}"];
            return [.. names.Where(n => !string.IsNullOrEmpty(n)).Select(n => n!)];
        }
    }

    /// <summary>As far as one sees without reading it: most entries are of no interest to whoever imports, and are not read further than this.</summary>
    public static BundleEntry At(int index, ReadOnlySpan<byte> entry) => new(index, KindOf(entry));

    /// <summary>Reads it as JSON in which nothing is said twice.</summary>
    /// <exception cref="RuleBroken">It is not.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> entry)
    {
        try
        {
            return JsonDocument.Parse(entry, NoDuplicates);
        }
        catch (JsonException broken)
        {
            throw new RuleBroken("not-json", broken.Message.Contains("uplicate", StringComparison.Ordinal)
                ? "It says something twice, so nobody can tell which is meant."
                : "It cannot be read as JSON.");
        }
    }

    /// <summary>The same with what the entry says of itself.</summary>
    public BundleEntry Named(JsonElement entry) => this with { Id = IdOf(entry), FullUrl = UrlOf(entry) };

    /// <summary>
    /// What a reference in this entry names (FHIR R4, Bundle, "Resolving references in Bundles"): an absolute one exactly that, one of type and id that of
    /// the entry's own server. Its version is left aside.
    /// </summary>
    public string NameIn(string reference)
    {
        if (OfTypeAndId().Match(reference) is { Success: true } relative)
            return $"{Base}{relative.Groups["type"].Value}/{relative.Groups["id"].Value}";
        return OnServer().Match(reference) is { Success: true } on ? $"{on.Groups["base"].Value}{on.Groups["type"].Value}/{on.Groups["id"].Value}" : reference;
    }

    /// <summary>What the report calls it: <c>entry[12] Patient/4f3c</c>.</summary>
    public override string ToString() => (Kind, Id) switch
    {
        ("", _) => $"entry[{Index}]",
        (_, null) => $"entry[{Index}] {Kind}",
        _ => $"entry[{Index}] {Kind}/{Id}",
    };

    private static string KindOf(ReadOnlySpan<byte> entry)
    {
        var reader = new Utf8JsonReader(entry);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return "";

        return FindProperty(ref reader, "resource"u8) && reader.TokenType == JsonTokenType.StartObject
            && FindProperty(ref reader, "resourceType"u8) && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= 64
            ? Encoding.UTF8.GetString(reader.ValueSpan)
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

    [GeneratedRegex(@"^(?<base>https?://.+/)(?<type>[A-Z][A-Za-z]+)/(?<id>[A-Za-z0-9\-\.]{1,64})(/_history/[A-Za-z0-9\-\.]{1,64})?\z")]
    private static partial Regex OnServer();

    [GeneratedRegex(@"^(?<type>[A-Z][A-Za-z]+)/(?<id>[A-Za-z0-9\-\.]{1,64})(/_history/[A-Za-z0-9\-\.]{1,64})?\z")]
    private static partial Regex OfTypeAndId();
}
