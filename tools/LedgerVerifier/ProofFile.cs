using System.Text.Json;

namespace PracticeAspire.LedgerVerifier;

/// <summary>An entry and how it comes into the root of a signed tree.</summary>
/// <param name="SealedIn">The number of entries of that tree.</param>
/// <param name="Path">The hashes beside its way, from below.</param>
internal sealed record ProvenEntry(Entry Entry, long SealedIn, IReadOnlyList<byte[]> Path);

/// <summary>JSON lines: entries with their ways, then checkpoints, then the signed list of what there is (docs/decisions/0047).</summary>
internal sealed record ProofFile(IReadOnlyList<ProvenEntry> Entries, IReadOnlyList<string> Checkpoints, string? List)
{
    public static ProofFile Read(string path)
    {
        var (entries, checkpoints, list, number) = (new List<ProvenEntry>(), new List<string>(), (string?)null, 0);
        foreach (var line in Unreadable.LinesOf(path))
        {
            number++;
            try
            {
                using var json = JsonDocument.Parse(line, EntryJson.Strict);
                if (Named(json.RootElement, "checkpoint"))
                    checkpoints.Add(EntryJson.Text(json.RootElement, "checkpoint"));
                else if (Named(json.RootElement, "list"))
                    list = list is null ? EntryJson.Text(json.RootElement, "list") : throw new FormatException("there is a second list");
                else
                    entries.Add(ProvenOf(json.RootElement));
            }
            catch (Exception garbage) when (garbage is JsonException or FormatException or InvalidOperationException or OverflowException)
            {
                throw new Unreadable($"{path}, line {number} is not a line of a proof: {garbage.Message}");
            }
        }

        return new(entries, checkpoints, list);
    }

    private static bool Named(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out _);

    private static ProvenEntry ProvenOf(JsonElement json) => new(
        EntryJson.Read(json, "sealed_in", "path"), EntryJson.Field(json, "sealed_in").GetInt64(),
        [.. EntryJson.Field(json, "path").EnumerateArray().Select(hash => hash.GetBytesFromBase64())]);
}
