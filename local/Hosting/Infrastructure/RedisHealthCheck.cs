using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PracticeAspire.Infrastructure;

namespace Aspire.Hosting.Infrastructure;

internal sealed class RedisHealthCheck(RedisResource server) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await RedisServer.AnswersAsync(server.PrimaryEndpoint.Port, (await server.PasswordParameter!.GetValueAsync(cancellationToken))!, cancellationToken)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("Redis does not answer, or is still reading its data.");
}
