using Grpc.Core;

namespace PracticeAspire.Sidecar.Api;

internal static class BulkEntries
{
    public static void Check(string pubSub, string topic, IReadOnlyList<string> ids)
    {
        if (ids.Any(id => id.Length == 0) || ids.Distinct(StringComparer.Ordinal).Count() != ids.Count)
        {
            throw new ApiError(StatusCode.InvalidArgument, 400, "ERR_PUBSUB_EVENTS_SER",
                $"error when unmarshaling the request for topic {topic} pubsub {pubSub}: entryId is duplicated or not present for entry", "DAPR_PUBSUB_MARSHAL_EVENTS");
        }
    }

    /// <summary>What was said for the whole request reaches an entry only if the entry says something itself.</summary>
    public static IReadOnlyDictionary<string, string> Merge(IReadOnlyDictionary<string, string> entry, IReadOnlyDictionary<string, string> request)
    {
        if (entry.Count == 0 || request.Count == 0)
            return entry;
        var merged = new Dictionary<string, string>(request);
        foreach (var (name, value) in entry)
            merged[name] = value;
        return merged;
    }
}
