using Microsoft.Extensions.DependencyInjection;
using PracticeAspire.Infrastructure;

namespace PracticeAspire.AppHost;

/// <summary>What all sidecars of this installation share.</summary>
internal sealed record Dapr(
    IResourceBuilder<RedisResource> Redis,
    IResourceBuilder<ParameterResource> DaprToken,
    IResourceBuilder<ParameterResource> AppToken,
    string Components,
    string SecretsFile,
    string NameFolder);

/// <summary>
/// Puts a Dapr sidecar beside a service: the real daprd where one is installed, otherwise <c>local/Sidecar</c>, which takes the same flags.
/// Production does this with annotations on the pod; here it is a second process.
/// </summary>
internal static class Sidecars
{
    public static Dapr AddDapr(this IDistributedApplicationBuilder builder, IResourceBuilder<RedisResource> redis, string folder)
    {
        var secrets = Path.Combine(folder, LocalSecrets.FileName);
        builder.Eventing.Subscribe<BeforeStartEvent>((_, ct) => LocalSecrets.EnsureAsync(secrets, ct));
        return new Dapr(
            redis,
            builder.AddParameter("dapr-api-token", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true),
            builder.AddParameter("app-api-token", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true),
            Path.GetFullPath("../components/local", builder.AppHostDirectory),
            secrets,
            Path.Combine(folder, "names"));
    }

    public static IResourceBuilder<ProjectResource> WithDaprSidecar(this IResourceBuilder<ProjectResource> service, Dapr dapr)
    {
        var builder = service.ApplicationBuilder;
        var name = $"{service.Resource.Name}-dapr";
        var ports = new Ports(FreePort.Next(), FreePort.Next(), FreePort.Next(), FreePort.Next());
        var installed = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dapr", "bin");
        if (Executables.Find("daprd", installed) is { } daprd) Configure(builder.AddExecutable(name, daprd, "."), service, dapr, ports);
        else Configure(builder.AddProject(name, "../local/Sidecar/Sidecar.csproj", launchProfileName: null), service, dapr, ports);

        return service
            .WithEnvironment("DAPR_HTTP_PORT", $"{ports.Http}")
            .WithEnvironment("DAPR_GRPC_PORT", $"{ports.Grpc}")
            .WithEnvironment("DAPR_API_TOKEN", dapr.DaprToken)
            .WithEnvironment("APP_API_TOKEN", dapr.AppToken);
    }

    private static void Configure<T>(IResourceBuilder<T> sidecar, IResourceBuilder<ProjectResource> service, Dapr dapr, Ports ports)
        where T : IResourceWithArgs, IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport
    {
        var app = service.GetEndpoint("grpc");
        var redis = dapr.Redis.GetEndpoint("tcp");
        sidecar
            .WithArgs("--app-id", service.Resource.Name, "--app-protocol", "h2c", "--app-channel-address", "127.0.0.1")
            .WithArgs("--app-port", app.Property(EndpointProperty.TargetPort))
            .WithArgs("--dapr-http-port", $"{ports.Http}", "--dapr-grpc-port", $"{ports.Grpc}")
            .WithArgs("--dapr-internal-grpc-port", $"{ports.Internal}", "--metrics-port", $"{ports.Metrics}")
            .WithArgs("--dapr-listen-addresses", "127.0.0.1")
            .WithArgs("--resources-path", dapr.Components, "--config", Path.Combine(dapr.Components, "configuration.yaml"))
            .WithHttpEndpoint(port: ports.Http, targetPort: ports.Http, name: "http", isProxied: false)
            .WithEndpoint(port: ports.Grpc, targetPort: ports.Grpc, scheme: "tcp", name: "grpc", isProxied: false)
            .WithEnvironment("REDIS_HOST", ReferenceExpression.Create($"{redis.Property(EndpointProperty.HostAndPort)}"))
            .WithEnvironment("REDIS_PASSWORD", ReferenceExpression.Create($"{dapr.Redis.Resource.PasswordParameter!}"))
            .WithEnvironment("PRACTICE_SECRETS_FILE", dapr.SecretsFile)
            .WithEnvironment("PRACTICE_NAME_DIRECTORY", dapr.NameFolder)
            .WithEnvironment("DAPR_API_TOKEN", dapr.DaprToken)
            .WithEnvironment("APP_API_TOKEN", dapr.AppToken)
            .WithOtlpExporter()
            .WithParentRelationship(service)
            .WaitFor(dapr.Redis)

            // Not of the app: that one reads its secrets through this sidecar before it answers anybody.
            .WithHttpHealthCheck("/v1.0/healthz/outbound", statusCode: 204, endpointName: "http");
    }

    private sealed record Ports(int Http, int Grpc, int Internal, int Metrics);
}
