using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// The log as JSON lines, for the verifier (tools/LedgerVerifier) and for keeping: first the entries in their order, then the checkpoints.
/// </summary>
public sealed class AuditExport(AuditLog log)
{
    private const int Batch = 500;

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        // No checkpoint speaks of entries that the export has not got: they are read first, and only those there are by then.
        var last = (await log.LastCheckpointAsync(ct))?.Size ?? 0;
        for (var done = 0L; await log.ReadAsync(done, Batch, ct) is { Count: > 0 } entries; done = entries[^1].Seq!.Value)
            yield return Lines(entries, Write);
        for (var done = 0L; done < last && await log.CheckpointsAsync(done, Batch, ct) is { Count: > 0 } checkpoints; done = checkpoints[^1].Size)
            yield return Lines(checkpoints.Where(c => c.Size <= last), Write);
    }

    private static ReadOnlyMemory<byte> Lines<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        var lines = new ArrayBufferWriter<byte>(64 * 1024);
        using var json = new Utf8JsonWriter(lines);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            lines.Write("\n"u8);
        }

        return lines.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, Checkpoint checkpoint) => json.WriteString("checkpoint", checkpoint.Note);

    private static void Write(Utf8JsonWriter json, AuditEntry entry)
    {
        json.WriteNumber("seq", entry.Seq!.Value);
        json.WriteNumber("position", entry.Position);
        json.WriteString("occurred_at", entry.OccurredAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("actor", entry.Actor);
        json.WriteString("action", entry.Action);
        json.WriteString("subject", entry.Subject);
        json.WriteString("outcome", entry.Outcome);
        json.WriteString("origin_address", entry.OriginAddress);
        json.WriteString("session_id", entry.SessionId);
        json.WriteString("on_behalf_of", entry.OnBehalfOf);

        // As it is, whatever it is: that it is not as it should be is for the verifier to say.
        json.WritePropertyName("details");
        json.WriteRawValue(entry.Details);
        json.WriteString("hash", Convert.ToBase64String(entry.Hash!));
    }
}
