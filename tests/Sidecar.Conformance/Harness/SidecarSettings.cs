using PracticeAspire.Infrastructure;

namespace PracticeAspire.Sidecar.Conformance.Harness;

internal sealed record SidecarSettings(string AppId, string Resources, string Configuration)
{
    public int? AppPort { get; init; }
    public string AppProtocol { get; init; } = "h2c";
    public int HttpPort { get; init; } = FreePort.Next();
    public int GrpcPort { get; init; } = FreePort.Next();
    public int InternalPort { get; init; } = FreePort.Next();
    public int MetricsPort { get; init; } = FreePort.Next();
    public IReadOnlyList<string> More { get; init; } = [];

    public string HttpEndpoint => $"http://127.0.0.1:{HttpPort}";
    public string GrpcEndpoint => $"http://127.0.0.1:{GrpcPort}";

    public IEnumerable<string> Arguments() =>
    [
        "--app-id", AppId,
        .. AppPort is { } port ? (string[])["--app-port", $"{port}", "--app-protocol", AppProtocol] : [],
        "--dapr-http-port", $"{HttpPort}", "--dapr-grpc-port", $"{GrpcPort}", "--dapr-internal-grpc-port", $"{InternalPort}",
        "--metrics-port", $"{MetricsPort}", "--dapr-listen-addresses", "127.0.0.1",
        "--resources-path", Resources, "--config", Configuration, .. More,
    ];
}
