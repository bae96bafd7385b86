using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using PracticeAspire.Infrastructure;

namespace Aspire.Hosting.Dashboard;

/// <summary>Where the dashboard listens and what opens it.</summary>
internal sealed class DashboardSettings(DistributedApplicationOptions options, IConfiguration configuration)
{
    public bool IsEnabled => !options.DisableDashboard;

    /// <summary><c>ASPNETCORE_URLS</c> of the app host, as Aspire has it; else a free port.</summary>
    public Uri Url { get; } = new(
        configuration["ASPNETCORE_URLS"]?.Split(';').FirstOrDefault(u => u.StartsWith("http://", StringComparison.Ordinal))
        ?? $"http://localhost:{FreePort.Next()}");

    public int Port => Url.Port;

    public string BrowserToken => configuration["AppHost:BrowserToken"]!;

    /// <summary>Where telemetry goes: <c>ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL</c>, as Aspire has it; else a free port.</summary>
    public string OtlpUrl { get; } = configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] ?? $"http://localhost:{FreePort.Next()}";

    public string OtlpKey { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Where this process answers the dashboard.</summary>
    public int ResourceServicePort { get; } = FreePort.Next();

    public string ResourceServiceKey { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);
}
