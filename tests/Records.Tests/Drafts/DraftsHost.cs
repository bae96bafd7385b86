using PracticeAspire.Infrastructure;
using PracticeAspire.Sidecar.Conformance.Harness;

namespace PracticeAspire.Records.Tests.Drafts;

/// <summary>The service with a sidecar beside it that keeps its state in a real Redis, and that can be killed.</summary>
public class DraftsHost : RecordsHost, IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("records-sidecar-").FullName;
    private readonly SharedRedis redis;
    private readonly int port = FreePort.Next();
    private SidecarProcess? sidecar;

    public DraftsHost(SharedRedis redis) => (this.redis, SidecarPort) = (redis, port);

    internal SharedRedis Redis => redis;

    /// <summary>What its sidecar has, by name: the state store alone, so that nothing is published unless a test is about that.</summary>
    protected virtual IReadOnlyDictionary<string, string> Components { get; } = new Dictionary<string, string> { ["statestore"] = "state.redis" };

    public async ValueTask InitializeAsync()
    {
        foreach (var (name, type) in Components)
            await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.yaml"), Component(name, type));
        await File.WriteAllTextAsync(Path.Combine(folder, "configuration"), "apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata:\n  name: test\nspec: {}\n");
        await StartSidecarAsync();
    }

    public async Task KillSidecarAsync() => await sidecar!.KillNow();

    public async Task StartSidecarAsync()
    {
        if (sidecar is not null)
            await sidecar.DisposeAsync();
        var environment = new Dictionary<string, string>
        {
            ["REDIS_HOST"] = redis.Host,
            ["REDIS_PASSWORD"] = redis.Password,
            ["PRACTICE_NAME_DIRECTORY"] = Path.Combine(folder, "names"),
        };
        sidecar = new SidecarProcess(new SidecarSettings("records", folder, Path.Combine(folder, "configuration")) { GrpcPort = port }, environment);
        await sidecar.IsUp();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (sidecar is not null)
            await sidecar.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private static string Component(string name, string type) => $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: {{name}}
        spec:
          type: {{type}}
          version: v1
          metadata:
          - {name: redisHost, envRef: REDIS_HOST}
          - {name: redisPassword, envRef: REDIS_PASSWORD}
        """;
}
