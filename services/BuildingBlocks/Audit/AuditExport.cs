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
            yield return AuditLines.Of(entries, Write);
        for (var done = 0L; done < last && await log.CheckpointsAsync(done, Batch, ct) is { Count: > 0 } checkpoints; done = checkpoints[^1].Size)
            yield return AuditLines.Of(checkpoints.Where(c => c.Size <= last).Select(c => c.Note), AuditLines.Checkpoint);
    }

    private static void Write(Utf8JsonWriter json, AuditEntry entry)
    {
        AuditLines.Entry(json, entry);
        json.WriteString("hash", Convert.ToBase64String(entry.Hash!));
    }
}
