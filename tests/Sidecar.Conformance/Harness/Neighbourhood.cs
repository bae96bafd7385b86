using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PracticeAspire.Sidecar.Conformance.Harness;

/// <summary>Everything one test starts: a folder of YAML, a place for names, sidecars and apps, gone when the test ends.</summary>
internal sealed class Neighbourhood : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("conformance-").FullName;
    private readonly List<IAsyncDisposable> started = [];
    private readonly string unique = Guid.NewGuid().ToString("N")[..8];

    public Neighbourhood(SharedRedis redis)
    {
        Redis = redis;
        Environment = new()
        {
            ["REDIS_HOST"] = redis.Host,
            ["REDIS_PASSWORD"] = redis.Password,
            ["PRACTICE_NAME_DIRECTORY"] = Path.Combine(folder, "names"),
        };
        Directory.CreateDirectory(Resources);
        Configure("");
    }

    public SharedRedis Redis { get; }

    /// <summary>What sidecars started from now on see.</summary>
    public Dictionary<string, string> Environment { get; }

    public string Folder => folder;
    public string Resources => Path.Combine(folder, "resources");

    /// <summary>A name that no other test uses.</summary>
    public string Name(string name) => $"{name}-{unique}";

    public void Configure(string spec)
    {
        var names = SidecarProcess.IsReal
            ? $"nameResolution:\n  component: sqlite\n  version: v1\n  configuration:\n    connectionString: {Path.Combine(folder, "names.db")}\n"
            : "";
        File.WriteAllText(Path.Combine(folder, "configuration.yaml"),
            $"apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata:\n  name: test\nspec:\n{Indent(names + spec, 2)}");
    }

    public void Component(string name, string type, string metadata, string more = "") => Resource(name,
        $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: {type}\n  version: v1\n  metadata:\n{Indent(metadata, 4)}{more}");

    public void RedisComponent(string name, string type, string metadata = "", string more = "") =>
        Component(name, type, "- {name: redisHost, envRef: REDIS_HOST}\n- {name: redisPassword, envRef: REDIS_PASSWORD}\n" + metadata, more);

    public void PubSub(string metadata = "") => RedisComponent("pubsub", "pubsub.redis", metadata);

    public void StateStore(string metadata = "") => RedisComponent("statestore", "state.redis", metadata);

    public void Resiliency(string spec) => Resource("resiliency",
        $"apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata:\n  name: resiliency\nspec:\n{Indent(spec, 2)}");

    public void Resource(string name, string yaml) => File.WriteAllText(Path.Combine(Resources, name + ".yaml"), yaml);

    private static string Indent(string text, int spaces) =>
        string.Concat(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new string(' ', spaces) + line + "\n"));

    public TestApp NewApp(HttpProtocols protocols = HttpProtocols.Http2, int? port = null)
    {
        var app = TestApp.Create(protocols, port);
        started.Add(app);
        return app;
    }

    public async Task<TestApp> App(params TopicWish[] wishes)
    {
        var app = NewApp();
        app.Wishes.AddRange(wishes);
        return await app.Start();
    }

    public SidecarProcess Launch(string appId, int? appPort = null, Func<SidecarSettings, SidecarSettings>? change = null)
    {
        var settings = new SidecarSettings(appId, Resources, Path.Combine(folder, "configuration.yaml")) { AppPort = appPort };
        var sidecar = new SidecarProcess(change?.Invoke(settings) ?? settings, Environment);
        started.Add(sidecar);
        return sidecar;
    }

    public async Task<SidecarProcess> Sidecar(string appId, TestApp? app = null, Func<SidecarSettings, SidecarSettings>? change = null)
    {
        var sidecar = Launch(appId, app?.Port, change);
        await sidecar.IsUp();
        return sidecar;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in Enumerable.Reverse(started))
            await one.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
