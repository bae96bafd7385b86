using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace PracticeAspire.BuildingBlocks;

/// <summary>JSON lines, as the verifier (tools/LedgerVerifier) reads them.</summary>
internal static class AuditLines
{
    public static ReadOnlyMemory<byte> Of<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
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

    public static void Checkpoint(Utf8JsonWriter json, string note) => json.WriteString("checkpoint", note);

    /// <summary>What an entry says: all that goes into its hash.</summary>
    public static void Entry(Utf8JsonWriter json, AuditEntry entry)
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
    }
}
