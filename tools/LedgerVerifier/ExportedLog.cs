using System.Text.Json;

namespace PracticeAspire.LedgerVerifier;

/// <summary>An entry as it was exported.</summary>
/// <param name="Details">Null when they are not texts by name, as no honest entry's are.</param>
internal sealed record Entry(
    long Seq, long Position, long Microseconds, string Actor, string Action, string? Subject, string Outcome, string? OriginAddress, string? SessionId,
    string? OnBehalfOf, IReadOnlyDictionary<string, string>? Details)
{
    /// <summary>Over everything up to this entry; in an exported log only.</summary>
    public byte[] Hash { get; init; } = [];
}

/// <summary>JSON lines: the entries in their order, then the checkpoints.</summary>
internal sealed record ExportedLog(IReadOnlyList<Entry> Entries, IReadOnlyList<string> Checkpoints)
{
    public static ExportedLog Read(string path)
    {
        var (entries, checkpoints, number) = (new List<Entry>(), new List<string>(), 0);
        foreach (var line in Unreadable.LinesOf(path))
        {
            number++;
            try
            {
                using var json = JsonDocument.Parse(line, EntryJson.Strict);
                if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("checkpoint", out var checkpoint))
                    checkpoints.Add(checkpoint.GetString() ?? throw new FormatException("its checkpoint is null"));
                else if (checkpoints.Count > 0)
                    throw new FormatException("an entry comes after a checkpoint");
                else
                    entries.Add(EntryJson.Read(json.RootElement, "hash") with { Hash = Convert.FromBase64String(EntryJson.Text(json.RootElement, "hash")) });
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
}
