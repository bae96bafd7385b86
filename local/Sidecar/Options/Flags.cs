using System.Globalization;

namespace PracticeAspire.Sidecar.Options;

internal sealed record Flag(Func<SidecarOptions, string, SidecarOptions> Apply, bool IsBoolean = false);

/// <summary>Every flag daprd knows. Those whose feature is absent here are accepted when off and refused when on.</summary>
internal static class Flags
{
    public static readonly Dictionary<string, Flag> All = new(StringComparer.Ordinal)
    {
        ["app-id"] = new((o, v) => o with { AppId = v }),
        ["app-port"] = new((o, v) => o with { AppPort = v.Length == 0 ? null : Port(v) }),
        ["app-protocol"] = new((o, v) => o with { AppProtocol = v }),
        ["app-channel-address"] = new((o, v) => o with { AppChannelAddress = v }),
        ["dapr-http-port"] = new((o, v) => o with { HttpPort = Port(v) }),
        ["dapr-grpc-port"] = new((o, v) => o with { GrpcPort = Port(v) }),
        ["dapr-internal-grpc-port"] = new((o, v) => o with { InternalGrpcPort = v.Length == 0 ? null : Port(v) }),
        ["dapr-public-port"] = new((o, v) => o with { PublicPort = v.Length == 0 ? null : Port(v) }),
        ["dapr-listen-addresses"] = new((o, v) => o with { ListenAddresses = List(v) }),
        ["dapr-internal-grpc-listen-address"] = new((o, v) => o with { InternalListenAddresses = List(v) }),
        ["resources-path"] = new((o, v) => o with { ResourcesPaths = [.. o.ResourcesPaths, v] }),
        ["components-path"] = new((o, v) => o with { ResourcesPaths = [.. o.ResourcesPaths, v] }),
        ["config"] = new((o, v) => o with { ConfigFiles = [.. o.ConfigFiles, v] }),
        ["app-max-concurrency"] = new((o, v) => o with { AppMaxConcurrency = Number(v) }),
        ["max-body-size"] = new((o, v) => o with { MaxBodySize = Quantity.ParseBytes(v) }),
        ["read-buffer-size"] = new((o, v) => o with { ReadBufferSize = Quantity.ParseBytes(v) }),
        ["log-level"] = new((o, v) => o with { LogLevel = Level(v) }),
        ["dapr-graceful-shutdown-seconds"] = new((o, v) => o with { GracefulShutdown = TimeSpan.FromSeconds(Number(v)) }),
        ["enable-app-health-check"] = new((o, v) => o with { AppHealthCheck = bool.Parse(v) }, IsBoolean: true),
        ["app-health-check-path"] = new((o, v) => o with { AppHealthPath = v }),
        ["app-health-probe-interval"] = new((o, v) => o with { AppHealthInterval = TimeSpan.FromSeconds(Number(v)) }),
        ["app-health-probe-timeout"] = new((o, v) => o with { AppHealthTimeout = TimeSpan.FromMilliseconds(Number(v)) }),
        ["app-health-threshold"] = new((o, v) => o with { AppHealthThreshold = Number(v) }),

        // There is one answer only to these: daprd in standalone mode without a control plane.
        ["mode"] = Only("mode", "standalone"),
        ["enable-mtls"] = OnlyOff("enable-mtls"),
        ["enable-profiling"] = OnlyOff("enable-profiling"),
        ["unix-domain-socket"] = Only("unix-domain-socket", ""),
        ["dapr-block-shutdown-duration"] = Only("dapr-block-shutdown-duration", ""),
        ["placement-host-address"] = Only("placement-host-address", ""),
        ["scheduler-host-address"] = Only("scheduler-host-address", ""),
        ["disable-init-endpoints"] = Only("disable-init-endpoints", ""),

        // No metrics endpoint, no control plane: what these would tune is not there, so any value is true.
        ["enable-metrics"] = Idle(isBoolean: true),
        ["metrics-port"] = Idle(),
        ["metrics-listen-address"] = Idle(),
        ["profile-port"] = Idle(),
        ["log-as-json"] = Idle(isBoolean: true),
        ["enable-api-logging"] = Idle(isBoolean: true),
        ["sentry-address"] = Idle(),
        ["control-plane-address"] = Idle(),
        ["control-plane-namespace"] = Idle(),
        ["control-plane-trust-domain"] = Idle(),
        ["allowed-origins"] = Idle(),
    };

    private static Flag Idle(bool isBoolean = false) => new((o, _) => o, isBoolean);

    private static Flag OnlyOff(string name) =>
        new((o, v) => bool.Parse(v) ? throw new StartupError($"--{name} needs the real daprd") : o, IsBoolean: true);

    private static Flag Only(string name, string value) =>
        new((o, v) => v == value ? o : throw new StartupError($"--{name} {v} needs the real daprd"));

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static int Port(string text) =>
        Number(text) is var port and >= 0 and <= 65535 ? port : throw new FormatException();

    private static string[] List(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static LogLevel Level(string text) => text switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "fatal" => LogLevel.Critical,
        _ => throw new FormatException(),
    };
}
