namespace PracticeAspire.Sidecar.Invocation;

internal sealed record HopSettings(string AppId, string? AppToken)
{
    public string Namespace { get; } = Environment.GetEnvironmentVariable("NAMESPACE") is { Length: > 0 } name ? name : "default";
}
