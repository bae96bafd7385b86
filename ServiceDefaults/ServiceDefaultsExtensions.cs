using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace PracticeAspire.ServiceDefaults;

/// <summary>What every process has: ports, telemetry, health, authentication, the sidecar, a clock, a shutdown that drains.</summary>
public static class ServiceDefaultsExtensions
{
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string appName)
    {
        builder.ListenOnHttpAndGrpc();
        builder.AddTelemetry(appName);
        builder.AddHealth();
        builder.AddBearerAuthentication();
        builder.AddAccess(appName);

        builder.Services.AddSingleton(new ThisApp(appName));
        builder.Services.AddSingleton<IClock>(SystemClock.Instance);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton<ServiceToken>();
        builder.Services.TryAddSingleton<IAccessTokens, ForwardedToken>();
        builder.Services.AddSingleton<SidecarHeaders>();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(20));
        return builder;
    }

    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        app.UseMiddleware<OnlyThroughSidecar>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealth();
        app.MapDaprSubscriptions();
        return app;
    }
}

/// <summary>Which of the processes this one is.</summary>
public sealed record ThisApp(string Name);
