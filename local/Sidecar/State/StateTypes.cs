namespace PracticeAspire.Sidecar.State;

internal sealed record StateValue(byte[] Data, string ETag)
{
    public static readonly StateValue Missing = new([], "");
}

/// <summary>A change of one key. No ETag means whatever is there; <paramref name="Ttl"/> is in seconds, zero or less for ever.</summary>
internal sealed record StateChange(string Key, byte[]? Value, string? ETag, bool FirstWrite, int? Ttl)
{
    public bool IsDelete => Value is null;
}

/// <summary>The key is not at the version that the caller saw.</summary>
internal sealed class ETagMismatch(string key) : Exception($"possible etag mismatch. error from state store for key {key}");
