using System.Text.Json;

namespace PracticeAspire.Sidecar.Api;

/// <summary>The HTTP form of the metadata message: other names here and there than protobuf's own JSON.</summary>
internal static class MetadataJson
{
    public static void Write(Utf8JsonWriter json, JsonElement message)
    {
        json.WriteStartObject();
        foreach (var property in message.EnumerateObject())
        {
            switch (property.Name)
            {
                case "registeredComponents": Copy(json, "components", property.Value); break;
                case "extendedMetadata": Copy(json, "extended", property.Value); break;
                case "subscriptions": Subscriptions(json, property.Value); break;
                default: Copy(json, property.Name, property.Value); break;
            }
        }
        json.WriteEndObject();
    }

    private static void Subscriptions(Utf8JsonWriter json, JsonElement list)
    {
        json.WriteStartArray("subscriptions");
        foreach (var subscription in list.EnumerateArray())
        {
            json.WriteStartObject();
            foreach (var property in subscription.EnumerateObject())
            {
                if (property.Name == "rules" && property.Value.TryGetProperty("rules", out var rules))
                    Copy(json, "rules", rules);
                else
                    Copy(json, property.Name == "pubsubName" ? "pubsubname" : property.Name, property.Value);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Copy(Utf8JsonWriter json, string name, JsonElement value)
    {
        json.WritePropertyName(name);
        value.WriteTo(json);
    }
}
