using System.Globalization;
using PracticeAspire.Sidecar.Resources;

namespace PracticeAspire.Sidecar.PubSub.Redis;

internal sealed record RedisStreamsSettings(
    string ConsumerId, TimeSpan ProcessingTimeout, TimeSpan RedeliverInterval, int QueueDepth, int Concurrency, int? MaxLenApprox)
{
    public static readonly string[] MetadataNames = ["consumerID", "processingTimeout", "redeliverInterval", "queueDepth", "concurrency", "maxLenApprox"];

    public static RedisStreamsSettings From(ComponentProperties properties, string appId) => new(
        properties.Text("consumerID") ?? appId,
        properties.Duration("processingTimeout", TimeSpan.FromSeconds(60)),
        properties.Duration("redeliverInterval", TimeSpan.FromSeconds(15)),
        properties.Number("queueDepth", 100),
        properties.Number("concurrency", 10),
        properties.Number("maxLenApprox", 0) is var length and > 0 ? length : null);

    // Blocks until there is something; nothing has to be asked for again and nothing waits for the next round.
    public string[] ReadCommand(string topic) =>
    [
        "XREADGROUP", "GROUP", ConsumerId, ConsumerId, "COUNT", QueueDepth.ToString(CultureInfo.InvariantCulture), "BLOCK", "0", "STREAMS", topic, ">",
    ];
}
