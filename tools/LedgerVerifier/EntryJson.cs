using System.Globalization;
using System.Text.Json;

namespace PracticeAspire.LedgerVerifier;

/// <summary>An entry as a line of a file; anything else than that is refused.</summary>
internal static class EntryJson
{
    private static readonly string[] Fields =
    [
        "seq", "position", "occurred_at", "actor", "action", "subject", "outcome", "origin_address", "session_id", "on_behalf_of", "details",
    ];

    public static JsonDocumentOptions Strict { get; } = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <param name="besides">What such a line has besides the entry.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static Entry Read(JsonElement json, params string[] besides)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new FormatException("it is not an object");
        foreach (var property in json.EnumerateObject().Where(p => !Fields.Contains(p.Name) && !besides.Contains(p.Name)))
            throw new FormatException($"'{property.Name}' is unknown");

        return new(
            Field(json, "seq").GetInt64(), Field(json, "position").GetInt64(), Microseconds(Text(json, "occurred_at")), Text(json, "actor"), Text(json, "action"),
            TextOrNull("subject"), Text(json, "outcome"), TextOrNull("origin_address"), TextOrNull("session_id"), TextOrNull("on_behalf_of"),
            Details(Field(json, "details")));

        string? TextOrNull(string name) => Field(json, name).GetString();
    }

    public static JsonElement Field(JsonElement json, string name) => json.TryGetProperty(name, out var field) ? field : throw new FormatException($"'{name}' is missing");

    public static string Text(JsonElement json, string name) => Field(json, name).GetString() ?? throw new FormatException($"'{name}' is null");

    private static long Microseconds(string time) =>
        DateTime.TryParseExact(time, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var utc)
            ? (utc - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
            : throw new FormatException("'occurred_at' is not a time such as 2026-03-03T12:00:00.000000Z");

    private static Dictionary<string, string>? Details(JsonElement details) =>
        details.ValueKind == JsonValueKind.Object && details.EnumerateObject().All(d => d.Value.ValueKind == JsonValueKind.String)
            ? details.EnumerateObject().ToDictionary(d => d.Name, d => d.Value.GetString()!)
            : null;
}
