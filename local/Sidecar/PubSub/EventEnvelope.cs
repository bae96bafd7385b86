using System.Globalization;
using System.Text.Json;

namespace PracticeAspire.Sidecar.PubSub;

/// <summary>The few attributes of an event that delivering it needs, read without looking at its data.</summary>
internal readonly record struct EventEnvelope(string? TraceParent, string? TraceState, DateTimeOffset? Expiration)
{
    public bool IsExpired => Expiration < DateTimeOffset.UtcNow;

    /// <summary>Throws <see cref="JsonException"/> when the bytes are not a CloudEvent.</summary>
    public static EventEnvelope Read(ReadOnlySpan<byte> json)
    {
        string? traceParent = null, traceId = null, traceState = null;
        DateTimeOffset? expiration = null;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("a CloudEvent is a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueTextEquals("traceparent"u8) ? 1
                : reader.ValueTextEquals("traceid"u8) ? 2
                : reader.ValueTextEquals("tracestate"u8) ? 3
                : reader.ValueTextEquals("expiration"u8) ? 4 : 0;
            reader.Read();
            if (name == 0 || reader.TokenType != JsonTokenType.String)
            {
                reader.Skip();
                continue;
            }
            var value = reader.GetString();
            switch (name)
            {
                case 1: traceParent = value; break;
                case 2: traceId = value; break;
                case 3: traceState = value; break;
                default: expiration = DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var time) ? time : null; break;
            }
        }
        if (reader.Read())
            throw new JsonException("something follows the CloudEvent");
        return new EventEnvelope(string.IsNullOrEmpty(traceParent) ? traceId : traceParent, traceState, expiration);
    }
}
