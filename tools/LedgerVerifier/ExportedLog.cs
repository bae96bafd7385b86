using System.Globalization;
using System.Text.Json;

namespace PracticeAspire.LedgerVerifier;

/// <summary>An entry as it was exported.</summary>
/// <param name="Details">Null when they are not texts by name, as no honest entry's are.</param>
internal sealed record Entry(
    long Seq, long Position, long Microseconds, string Actor, string Action, string? Subject, string Outcome, string? OriginAddress, string? SessionId,
    string? OnBehalfOf, IReadOnlyDictionary<string, string>? Details, byte[] Hash);

/// <summary>JSON lines: the entries in their order, then the checkpoints.</summary>
internal sealed record ExportedLog(IReadOnlyList<Entry> Entries, IReadOnlyList<string> Checkpoints)
{
    private static readonly string[] Fields =
    [
        "seq", "position", "occurred_at", "actor", "action", "subject", "outcome", "origin_address", "session_id", "on_behalf_of", "details", "hash",
    ];

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    public static ExportedLog Read(string path)
    {
        var (entries, checkpoints, number) = (new List<Entry>(), new List<string>(), 0);
        foreach (var line in Unreadable.LinesOf(path))
        {
            number++;
            try
            {
                using var json = JsonDocument.Parse(line, Strict);
                if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("checkpoint", out var checkpoint))
                    checkpoints.Add(checkpoint.GetString() ?? throw new FormatException("its checkpoint is null"));
                else if (checkpoints.Count > 0)
                    throw new FormatException("an entry comes after a checkpoint");
                else
                    entries.Add(EntryOf(json.RootElement));
            }
            catch (Exception garbage) when (garbage is JsonException or FormatException or InvalidOperationException or OverflowException)
            {
                throw new Unreadable($"{path}, line {number} is not a line of an exported log: {garbage.Message}");
            }

            if (entries.Count > 1 && entries[^1].Seq < entries[^2].Seq)
                throw new Unreadable($"{path}, line {number}: entry {entries[^1].Seq} comes after entry {entries[^2].Seq}. An exported log is in order; export it again.");
        }

        return new(entries, checkpoints);
    }

    private static Entry EntryOf(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new FormatException("it is not an object");
        foreach (var property in json.EnumerateObject().Where(p => !Fields.Contains(p.Name)))
            throw new FormatException($"'{property.Name}' is unknown");

        return new(
            Field("seq").GetInt64(), Field("position").GetInt64(), Microseconds(Text("occurred_at")), Text("actor"), Text("action"), TextOrNull("subject"),
            Text("outcome"), TextOrNull("origin_address"), TextOrNull("session_id"), TextOrNull("on_behalf_of"), Details(Field("details")),
            Convert.FromBase64String(Text("hash")));

        JsonElement Field(string name) => json.TryGetProperty(name, out var field) ? field : throw new FormatException($"'{name}' is missing");
        string? TextOrNull(string name) => Field(name).GetString();
        string Text(string name) => TextOrNull(name) ?? throw new FormatException($"'{name}' is null");
    }

    private static long Microseconds(string time) =>
        DateTime.TryParseExact(time, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var utc)
            ? (utc - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
            : throw new FormatException("'occurred_at' is not a time such as 2026-03-03T12:00:00.000000Z");

    private static Dictionary<string, string>? Details(JsonElement details) =>
        details.ValueKind == JsonValueKind.Object && details.EnumerateObject().All(d => d.Value.ValueKind == JsonValueKind.String)
            ? details.EnumerateObject().ToDictionary(d => d.Name, d => d.Value.GetString()!)
            : null;
}
