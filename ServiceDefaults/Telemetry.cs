using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace PracticeAspire.ServiceDefaults;

/// <summary>Logs, traces and metrics by OTLP, to wherever <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> points; nowhere without it.</summary>
public static class Telemetry
{
    /// <summary>Name of the activity source and the meter of our own spans and figures.</summary>
    public const string SourceName = "PracticeAspire";

    // Asked all the time, by machines or with every page, and telling nobody anything.
    private static bool IsNoise(PathString path) =>
        path.StartsWithSegments("/health") || path.StartsWithSegments("/css") || path.StartsWithSegments("/js") || path.StartsWithSegments("/lib");

    internal static void AddTelemetry(this WebApplicationBuilder builder, string appName)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService(
                builder.Configuration["OTEL_SERVICE_NAME"] ?? appName, autoGenerateServiceInstanceId: false))
            .WithTracing(traces => traces
                .AddSource(SourceName, "Npgsql")
                .AddAspNetCoreInstrumentation(o => o.Filter = context => !IsNoise(context.Request.Path))
                .AddHttpClientInstrumentation())
            .WithMetrics(metrics => metrics
                .AddMeter(SourceName, "Npgsql")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation());

        // A line a request says what the traces say better, and costs as much as the request. A refusal is an answer, not an event of
        // the log, and says to a person what a log must not know. That a process warms up before it is ready is no news either.
        builder.Logging
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning)
            .AddFilter("System.Net.Http.HttpClient", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Error)
            .AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error)
            .AddFilter("Grpc", LogLevel.Warning);

        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;

        builder.Logging.AddOpenTelemetry(o =>
        {
            o.IncludeFormattedMessage = true;
            o.IncludeScopes = true;
        });
        telemetry.UseOtlpExporter();
    }
}
