using System.Text;
using System.Text.Json;

namespace PracticeAspire.Sidecar.PubSub.Redis;

/// <summary>An entry of a stream: the event's bytes and what was published along with them.</summary>
internal sealed record RedisMessage(string Id, byte[] Data, IReadOnlyDictionary<string, string> Metadata)
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    /// <summary>Reads <c>[id, [field, value, …]]</c>; an entry that was deleted meanwhile has no fields.</summary>
    public static RedisMessage From(object? entry)
    {
        var parts = (object?[])entry!;
        byte[] data = [];
        IReadOnlyDictionary<string, string> metadata = NoMetadata;
        var fields = parts[1] as object?[] ?? [];
        for (var i = 0; i + 1 < fields.Length; i += 2)
        {
            var name = (byte[])fields[i]!;
            if (name.AsSpan().SequenceEqual("data"u8))
                data = (byte[])fields[i + 1]!;
            else if (name.AsSpan().SequenceEqual("metadata"u8))
                metadata = Parse((byte[])fields[i + 1]!);
        }
        return new RedisMessage(Encoding.UTF8.GetString((byte[])parts[0]!), data, metadata);
    }

    private static Dictionary<string, string> Parse(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? NoMetadata;
        }
        catch (JsonException)
        {
            return NoMetadata;
        }
    }
}
