using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace PracticeAspire.Sidecar.PubSub;

/// <summary>What an app wants told, and the trace it belongs to.</summary>
internal sealed record Announcement(
    string PubSub, string Topic, ReadOnlyMemory<byte> Data, string ContentType, IReadOnlyDictionary<string, string> Metadata, string TraceParent, string TraceState);

/// <summary>The CloudEvent around a message, attribute for attribute as daprd writes it: names sorted, data's too.</summary>
internal static class CloudEvents
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static bool IsCloudEvent(string contentType) =>
        contentType.StartsWith("application/cloudevents+json", StringComparison.OrdinalIgnoreCase);

    public static byte[] Wrap(Announcement told, string appId)
    {
        SortedDictionary<string, Action<Utf8JsonWriter>> attributes = new(StringComparer.Ordinal);
        var contentType = told.ContentType.Length == 0 ? "text/plain" : told.ContentType;
        string Override(string name, string otherwise) =>
            told.Metadata.FirstOrDefault(m => m.Key.Equals("cloudevent." + name, StringComparison.OrdinalIgnoreCase)).Value ?? otherwise;
        void Text(string name, string value) => attributes[name] = json => json.WriteStringValue(value);

        using var parsed = AddData(attributes, told.Data, contentType);
        var traceParent = Override("traceparent", Override("traceid", told.TraceParent));
        Text("datacontenttype", contentType);
        Text("id", Override("id", Guid.NewGuid().ToString()));
        Text("pubsubname", told.PubSub);
        Text("source", Override("source", appId));
        Text("specversion", "1.0");
        Text("time", Now());
        Text("topic", told.Topic);
        Text("traceid", traceParent);
        Text("traceparent", traceParent);
        Text("tracestate", Override("tracestate", told.TraceState));
        Text("type", Override("type", "com.dapr.event.sent"));
        if (Override("subject", "") is { Length: > 0 } subject)
            Text("subject", subject);
        AddExpiration(attributes, told.Metadata);
        return Write(attributes);
    }

    /// <summary>The app made the event itself: only what is missing is filled in, and where it goes is set. Throws <see cref="JsonException"/>.</summary>
    public static byte[] Complete(Announcement told)
    {
        using var document = JsonDocument.Parse(told.Data);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new JsonException("a CloudEvent is a JSON object");
        SortedDictionary<string, Action<Utf8JsonWriter>> attributes = new(StringComparer.Ordinal);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            var value = property.Value;
            attributes[property.Name] = json => WriteSorted(json, value);
        }
        void Set(string name, string value) => attributes[name] = json => json.WriteStringValue(value);
        void Fill(string name, string value) => attributes.TryAdd(name, json => json.WriteStringValue(value));

        Set("topic", told.Topic);
        Set("pubsubname", told.PubSub);
        Fill("source", "Dapr");
        Fill("specversion", "1.0");
        Fill("time", Now());
        Fill("traceid", told.TraceParent);
        Fill("traceparent", told.TraceParent);
        Fill("tracestate", told.TraceState);
        Fill("type", "com.dapr.event.sent");
        AddExpiration(attributes, told.Metadata);
        return Write(attributes);
    }

    /// <summary>What a subscriber to raw payloads gets: a fresh event around the bytes, with a new id at every delivery.</summary>
    public static byte[] FromRaw(string pubSub, string topic, byte[] data)
    {
        SortedDictionary<string, Action<Utf8JsonWriter>> attributes = new(StringComparer.Ordinal)
        {
            ["data_base64"] = json => json.WriteBase64StringValue(data),
        };
        (string Name, string Value)[] texts =
        [
            ("id", Guid.NewGuid().ToString()), ("specversion", "1.0"), ("datacontenttype", "application/octet-stream"),
            ("source", "Dapr"), ("type", "com.dapr.event.sent"), ("topic", topic), ("pubsubname", pubSub),
        ];
        foreach (var (name, value) in texts)
            attributes[name] = json => json.WriteStringValue(value);
        return Write(attributes);
    }

    private static JsonDocument? AddData(SortedDictionary<string, Action<Utf8JsonWriter>> attributes, ReadOnlyMemory<byte> data, string contentType)
    {
        if (contentType is "application/octet-stream" or "application/cloudevents+protobuf")
        {
            attributes["data_base64"] = json => json.WriteBase64StringValue(data.Span);
            return null;
        }
        if (IsJson(contentType) && TryParse(data) is { } document)
        {
            attributes["data"] = json => WriteSorted(json, document.RootElement);
            return document;
        }
        attributes["data"] = json => json.WriteStringValue(Encoding.UTF8.GetString(data.Span));
        return null;
    }

    // Exactly this type, with or without parameters: "application/problem+json" is text to daprd.
    private static bool IsJson(string contentType) =>
        contentType.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> data)
    {
        try
        {
            return JsonDocument.Parse(data);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void AddExpiration(SortedDictionary<string, Action<Utf8JsonWriter>> attributes, IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue("ttlInSeconds", out var text) || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds <= 0)
            return;
        var expiration = Rfc3339(DateTimeOffset.UtcNow.AddSeconds(seconds));
        attributes["expiration"] = json => json.WriteStringValue(expiration);
    }

    private static void WriteSorted(Utf8JsonWriter json, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var group in element.EnumerateObject().GroupBy(p => p.Name, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
                {
                    json.WritePropertyName(group.Key);
                    WriteSorted(json, group.Last().Value);
                }
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    WriteSorted(json, item);
                json.WriteEndArray();
                break;
            default:
                element.WriteTo(json);
                break;
        }
    }

    private static byte[] Write(SortedDictionary<string, Action<Utf8JsonWriter>> attributes)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, Compact);
        json.WriteStartObject();
        foreach (var (name, write) in attributes)
        {
            json.WritePropertyName(name);
            write(json);
        }
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static string Now() => Rfc3339(DateTimeOffset.Now);

    private static string Rfc3339(DateTimeOffset time) => time.Offset == TimeSpan.Zero
        ? time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
