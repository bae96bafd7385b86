using PracticeAspire.Infrastructure;
using PracticeAspire.Sidecar.Conformance.Harness;
using StackExchange.Redis;

[assembly: AssemblyFixture(typeof(SharedRedis))]

namespace PracticeAspire.Sidecar.Conformance.Harness;

/// <summary>One real Redis for all tests; they keep apart by app ids and topics of their own.</summary>
public sealed class SharedRedis : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("conformance-redis-").FullName;
    private RedisServer? server;
    private ConnectionMultiplexer? connection;

    public string Host => $"127.0.0.1:{server!.Port}";

    public string Password => ConfigurationOptions.Parse(server!.ConnectionString).Password!;

    public IDatabase Database => connection!.GetDatabase();

    public async ValueTask InitializeAsync()
    {
        server = await RedisServer.StartAsync(Path.Combine(folder, "data"), CancellationToken.None);
        connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
            await connection.DisposeAsync();
        if (server is not null)
            await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
