using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Infrastructure;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PracticeAspire.Infrastructure;

namespace Aspire.Hosting;

/// <summary>Adds Redis: this machine's own, or the distribution's package unpacked without installing it.</summary>
public static class RedisBuilderExtensions
{
    /// <summary>A server whose data is kept below the local folder; its password is generated and kept unless given.</summary>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        password ??= builder.AddParameter($"{name}-password", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);
        var server = new RedisResource(name, password.Resource);
        var data = Path.Combine(builder.LocalFolder(), name);
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            $"{name}_check", _ => new RedisHealthCheck(server), HealthStatus.Unhealthy, tags: null));
        return builder.AddResource(server)
            .WithEndpoint(port: port, scheme: "tcp", isProxied: false)
            .WithHealthCheck($"{name}_check")
            .WithAnnotation(new LaunchAnnotation(async ct =>
            {
                var command = await RedisData.PrepareAsync(
                    data, (await server.PasswordParameter!.GetValueAsync(ct))!, server.PrimaryEndpoint.Port, Progress.Say, ct);
                return new Launch(command[0], [.. command.Skip(1)], data);
            }));
    }

    /// <summary>Keeps the data between runs, which it does anyway here.</summary>
    public static IResourceBuilder<RedisResource> WithDataVolume(this IResourceBuilder<RedisResource> builder) => builder;
}
