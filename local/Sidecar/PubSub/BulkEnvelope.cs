using System.Buffers;
using System.Text.Json;
using PracticeAspire.Sidecar.PubSub.Redis;
using PracticeAspire.Sidecar.Resources;

namespace PracticeAspire.Sidecar.PubSub;

/// <summary>What many messages look like in one request, and what the app answers: <c>{"statuses":[{"entryId","status"}]}</c>.</summary>
internal static class BulkEnvelope
{
    public static ReadOnlyMemory<byte> Write(Subscription subscription, IEnumerable<(string EntryId, RedisMessage Message)> entries)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("id", Guid.NewGuid());
        json.WriteString("type", "com.dapr.event.sent.bulk");
        json.WriteString("topic", subscription.Topic);
        json.WriteString("pubsubname", subscription.PubSub);
        Metadata(json, [new("pubsubName", subscription.PubSub)]);
        json.WriteStartArray("entries");
        foreach (var (entryId, message) in entries)
            Entry(json, entryId, message, subscription.RawPayload);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void Entry(Utf8JsonWriter json, string entryId, RedisMessage message, bool raw)
    {
        json.WriteStartObject();
        json.WriteString("entryId", entryId);
        json.WriteString("contentType", raw ? "application/octet-stream" : "application/cloudevents+json");
        Metadata(json, message.Metadata);
        json.WritePropertyName("event");
        if (raw)
            json.WriteBase64StringValue(message.Data);
        else
            json.WriteRawValue(message.Data, skipInputValidation: true); // It was read through when it came.
        json.WriteEndObject();
    }

    private static void Metadata(Utf8JsonWriter json, IReadOnlyCollection<KeyValuePair<string, string>> metadata)
    {
        json.WriteStartObject("metadata");
        foreach (var (name, value) in metadata)
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    /// <summary>What the app says of each entry; null when it is not the answer that a bulk subscriber gives.</summary>
    public static Dictionary<string, string>? Statuses(byte[] answer)
    {
        try
        {
            var statuses = new Dictionary<string, string>();
            using var document = JsonDocument.Parse(answer);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("statuses", out var list) || list.ValueKind != JsonValueKind.Array)
                return statuses;
            foreach (var one in list.EnumerateArray())
            {
                if (one.TryGetProperty("entryId", out var id) && one.TryGetProperty("status", out var status))
                    statuses[id.GetString() ?? ""] = status.GetString() ?? "";
            }
            return statuses;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
