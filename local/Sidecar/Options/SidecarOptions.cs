namespace PracticeAspire.Sidecar.Options;

/// <summary>What the command line said, in daprd's own words and defaults. Times carry their unit in the type; sizes are bytes.</summary>
internal sealed record SidecarOptions
{
    public string AppId { get; init; } = "";
    public int? AppPort { get; init; }
    public string AppProtocol { get; init; } = "http";
    public string AppChannelAddress { get; init; } = "127.0.0.1";
    public int HttpPort { get; init; } = 3500;
    public int GrpcPort { get; init; } = 50001;
    public int? InternalGrpcPort { get; init; }
    public int? PublicPort { get; init; }
    public IReadOnlyList<string> ListenAddresses { get; init; } = [];
    public IReadOnlyList<string> InternalListenAddresses { get; init; } = [];
    public IReadOnlyList<string> ResourcesPaths { get; init; } = [];
    public IReadOnlyList<string> ConfigFiles { get; init; } = [];
    public int AppMaxConcurrency { get; init; } = -1;
    public int MaxBodySize { get; init; } = 4 << 20;
    public int ReadBufferSize { get; init; } = 4 << 10;
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
    public TimeSpan GracefulShutdown { get; init; } = TimeSpan.FromSeconds(5);
    public bool AppHealthCheck { get; init; }
    public string AppHealthPath { get; init; } = "/healthz";
    public TimeSpan AppHealthInterval { get; init; } = TimeSpan.FromSeconds(5);
    public TimeSpan AppHealthTimeout { get; init; } = TimeSpan.FromMilliseconds(500);
    public int AppHealthThreshold { get; init; } = 3;

    public Version AppHttpVersion => AppProtocol == "h2c" ? new Version(2, 0) : new Version(1, 1);
    public string AppAddress => $"http://{AppChannelAddress}:{AppPort}";
}
