using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using PracticeAspire.Sidecar.Resources;

namespace PracticeAspire.Sidecar.Tracing;

/// <summary>
/// W3C trace context as daprd treats it: without a sampling rate headers pass untouched; with one each hop is a span;
/// with "0" events lose their trace. A call that is not sampled costs a look at one header.
/// </summary>
internal sealed class HopTracing : IDisposable
{
    private static readonly ActivitySource Source = new("PracticeAspire.Sidecar");

    private readonly TracerProvider? provider;

    public HopTracing(Configuration configuration, string appId)
    {
        var endpoint = Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
            ?? Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")
            ?? configuration.OtlpEndpoint;
        IsSilent = configuration.SamplingRate == 0;
        if (configuration.SamplingRate is not ({ } rate and > 0))
            return;
        var builder = Sdk.CreateTracerProviderBuilder()
            .AddSource(Source.Name)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(Math.Min(rate, 1))))
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService(appId).AddEnvironmentVariableDetector());
        if (!string.IsNullOrEmpty(endpoint))
            builder.AddOtlpExporter(exporter => Point(exporter, configuration));
        provider = builder.Build();
    }

    /// <summary>Sampling is "0": an event carries no trace at all.</summary>
    public bool IsSilent { get; }

    /// <summary>A span below the given parent, or null when nothing is to be recorded and the parent's header passes on unchanged.</summary>
    public Activity? Start(string name, ActivityKind kind, string? traceParent, string? traceState)
    {
        if (provider is null)
            return null;
        if (!ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var parent))
            parent = default;
        else if ((parent.TraceFlags & ActivityTraceFlags.Recorded) == 0)
            return null;
        var activity = Source.StartActivity(name, kind, parent);
        if (activity is null or { Recorded: true })
            return activity;
        activity.Dispose();
        return null;
    }

    // The environment wins inside the exporter; the configuration file only fills what it leaves open.
    private static void Point(OtlpExporterOptions exporter, Configuration configuration)
    {
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is null && configuration.OtlpEndpoint is { } address)
            exporter.Endpoint = new Uri(address.Contains("://", StringComparison.Ordinal) ? address : $"http://{address}");
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL") is null && configuration.OtlpProtocol == "http")
            exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
    }

    public void Dispose() => provider?.Dispose();
}
