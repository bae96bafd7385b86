using System.Globalization;
using PracticeAspire.Sidecar.Resources;
using StackExchange.Redis;

namespace PracticeAspire.Sidecar.PubSub.Redis;

/// <summary>Where a Redis component's server is and how to enter: the metadata that all Redis components share.</summary>
internal sealed record RedisAddress(string Host, int Port, string? User, string? Password, int Database)
{
    public static readonly string[] MetadataNames = ["redisHost", "redisPassword", "redisUsername", "redisDB", "redisType", "enableTLS"];

    public static RedisAddress From(ComponentProperties properties)
    {
        var name = properties.Component.Name;
        if (properties.Flag("enableTLS") || properties.Text("redisType") is not (null or "node"))
            throw new StartupError($"component {name}: Redis clusters and TLS need the real daprd");
        var host = properties.Required("redisHost");
        if (host.Contains(',', StringComparison.Ordinal))
            throw new StartupError($"component {name}: several Redis hosts need the real daprd");
        var colon = host.LastIndexOf(':');
        var port = 6379;
        if (colon >= 0 && !int.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port))
            throw new StartupError($"component {name}: redisHost '{host}' is not host:port");
        return new RedisAddress(colon < 0 ? host : host[..colon], port, properties.Text("redisUsername"), properties.Text("redisPassword"), properties.Number("redisDB", 0));
    }

    public async Task<ConnectionMultiplexer> Connect()
    {
        var settings = new ConfigurationOptions
        {
            EndPoints = { { Host, Port } },
            User = User,
            Password = Password,
            DefaultDatabase = Database,
            AbortOnConnectFail = true,
            ConnectRetry = 1,
            ConnectTimeout = 3_000,
            AsyncTimeout = 3_000,
            ReconnectRetryPolicy = new LinearRetry(200),
            HeartbeatInterval = TimeSpan.FromMilliseconds(500),
            AllowAdmin = false,
            ClientName = "sidecar",
        };
        return await ConnectionMultiplexer.ConnectAsync(settings);
    }
}
