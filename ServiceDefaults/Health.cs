using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PracticeAspire.ServiceDefaults;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it and what it cannot work without are ready for work.</summary>
public static class Health
{
    /// <summary>Tag of the checks that decide readiness.</summary>
    public const string Ready = "ready";

    // Degraded is "not yet": as little ready as unhealthy, but nothing that anyone needs to be told of.
    private static readonly Dictionary<HealthStatus, int> Answers = new()
    {
        [HealthStatus.Healthy] = StatusCodes.Status200OK,
        [HealthStatus.Degraded] = StatusCodes.Status503ServiceUnavailable,
        [HealthStatus.Unhealthy] = StatusCodes.Status503ServiceUnavailable,
    };

    internal static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<WarmUps>();
        builder.Services.AddHostedService(services => services.GetRequiredService<WarmUps>());
        builder.Services.AddHealthChecks().AddCheck<WarmUps>("warm-up", tags: [Ready]);
    }

    internal static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = c => c.Tags.Contains(Ready), ResultStatusCodes = Answers });
    }

    /// <summary>
    /// Runs <paramref name="work"/> once before the process calls itself ready, so that the first person does not wait for the compiler.
    /// It must change nothing. A warm-up that fails is logged and does not keep the process from work.
    /// </summary>
    public static WebApplicationBuilder WarmUp(this WebApplicationBuilder builder, string what, Func<IServiceProvider, CancellationToken, Task> work)
    {
        builder.Services.AddSingleton(new WarmUp(what, work));
        return builder;
    }
}
