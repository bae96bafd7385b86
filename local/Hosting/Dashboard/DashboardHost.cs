using System.Net;
using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Orchestration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PracticeAspire.Infrastructure;

namespace Aspire.Hosting.Dashboard;

/// <summary>Serves what the dashboard asks, and starts the dashboard itself.</summary>
internal sealed class DashboardHost(WebApplication server) : IAsyncDisposable
{
    private const string ProcessName = "aspire-dashboard-1";

    public static async Task<DashboardHost> StartAsync(
        DashboardSettings settings, AspireBundle bundle, DcpApi api, IServiceProvider services, CancellationToken ct)
    {
        var server = BuildServer(settings, services);
        await server.StartAsync(ct);
        await api.CreateAsync(
            new DcpExecutable(new(ProcessName), new(bundle.Managed, Path.GetDirectoryName(bundle.Managed)!, ["dashboard"], Variables(settings))), ct);
        return new DashboardHost(server);
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await server.StopAsync(patience.Token);
        await server.DisposeAsync();
    }

    private static WebApplication BuildServer(DashboardSettings settings, IServiceProvider services)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, settings.ResourceServicePort, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(services.GetRequiredService<IHostEnvironment>());
        builder.Services.AddSingleton(services.GetRequiredService<ResourceNotificationService>());
        builder.Services.AddSingleton(services.GetRequiredService<ResourceLogs>());
        builder.Services.AddSingleton(services.GetRequiredService<ResourceCommandService>());
        var server = builder.Build();
        var key = Encoding.UTF8.GetBytes(settings.ResourceServiceKey);
        server.Use((context, next) =>
        {
            var presented = Encoding.UTF8.GetBytes(context.Request.Headers["x-resource-service-api-key"].ToString());
            if (CryptographicOperations.FixedTimeEquals(presented, key)) return next(context);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        server.MapGrpcService<DashboardService>();
        return server;
    }

    private static List<DcpVariable> Variables(DashboardSettings settings) =>
    [
        new("ASPNETCORE_ENVIRONMENT", "Production"),
        new("ASPNETCORE_URLS", settings.Url.GetLeftPart(UriPartial.Authority)),
        new("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", settings.OtlpUrl),
        new("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", $"http://127.0.0.1:{settings.ResourceServicePort}"),
        new("DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE", "ApiKey"),
        new("DASHBOARD__RESOURCESERVICECLIENT__APIKEY", settings.ResourceServiceKey),
        new("DASHBOARD__FRONTEND__AUTHMODE", "BrowserToken"),
        new("DASHBOARD__FRONTEND__BROWSERTOKEN", settings.BrowserToken),
        new("DASHBOARD__OTLP__AUTHMODE", "ApiKey"),
        new("DASHBOARD__OTLP__PRIMARYAPIKEY", settings.OtlpKey),
        new("DASHBOARD__OTLP__SUPPRESSUNSECUREDTELEMETRYMESSAGE", "true"),
    ];
}
