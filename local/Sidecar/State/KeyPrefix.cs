using Grpc.Core;
using PracticeAspire.Sidecar.Api;
using PracticeAspire.Sidecar.Resources;

namespace PracticeAspire.Sidecar.State;

/// <summary>How a store's keys are told apart: by app (the default), by store, by namespace, not at all, or by a word of one's own.</summary>
internal sealed class KeyPrefix(string? prefix)
{
    private const string Separator = "||";

    public static KeyPrefix From(ComponentProperties properties, string appId)
    {
        var space = Environment.GetEnvironmentVariable("NAMESPACE");
        return new KeyPrefix(properties.Text("keyPrefix")?.ToUpperInvariant() switch
        {
            null or "APPID" => appId,
            "NAME" => properties.Component.Name,
            "NAMESPACE" => string.IsNullOrEmpty(space) ? appId : $"{space}.{appId}",
            "NONE" => null,
            _ => properties.Text("keyPrefix"),
        });
    }

    public string Apply(string key)
    {
        if (key.Length == 0)
            throw new ApiError(StatusCode.InvalidArgument, 400, "ERR_MALFORMED_REQUEST", "key is empty");
        if (key.Contains(Separator, StringComparison.Ordinal))
            throw new ApiError(StatusCode.InvalidArgument, 400, "ERR_MALFORMED_REQUEST", $"input key/keyPrefix '{key}' can't contain '{Separator}'");
        return prefix is null ? key : prefix + Separator + key;
    }
}
