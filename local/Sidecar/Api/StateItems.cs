using System.Globalization;
using Dapr.Client.Autogen.Grpc.v1;
using Grpc.Core;
using PracticeAspire.Sidecar.State;

namespace PracticeAspire.Sidecar.Api;

internal static class StateItems
{
    public static StateChange Upsert(StateItem item) => new(
        item.Key, item.Value.ToByteArray(), item.Etag?.Value,
        item.Options?.Concurrency == StateOptions.Types.StateConcurrency.ConcurrencyFirstWrite, Ttl(item.Metadata));

    // Dapr writes such an operation with JSON.SET, whether or not Redis has the module.
    public static StateChange UpsertInTransaction(StateItem item) =>
        item.Metadata.TryGetValue("contentType", out var type) && type == "application/json"
            ? throw new ApiError(StatusCode.Internal, 500, "ERR_STATE_TRANSACTION", "error while executing state transaction: contentType application/json needs a Redis with the JSON module")
            : Upsert(item);

    public static StateChange Delete(StateItem item) => new(item.Key, null, item.Etag?.Value, false, null);

    public static int? Ttl(IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue("ttlInSeconds", out var text) || text.Length == 0)
            return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : throw new ApiError(StatusCode.Internal, 500, "ERR_STATE_SAVE", $"failed to parse ttl from metadata: {text}");
    }
}
