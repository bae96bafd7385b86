using Microsoft.Extensions.Logging.Console;
using PracticeAspire.Sidecar.Options;

namespace PracticeAspire.Sidecar;

internal static class Logs
{
    /// <summary>One line an entry on standard output. The framework stays silent: a line per call would cost more than the call.</summary>
    public static ILoggerFactory Create(SidecarOptions options) => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(options.LogLevel)
        .AddFilter("Microsoft", LogLevel.None)
        .AddFilter("Grpc", LogLevel.None)
        .AddFilter("Yarp", LogLevel.None)
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        }));
}
