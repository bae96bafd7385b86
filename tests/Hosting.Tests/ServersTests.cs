using Npgsql;
using PracticeAspire.Infrastructure;

namespace PracticeAspire.Hosting.Tests;

/// <summary>The servers that tests of services start for themselves.</summary>
public sealed class ServersTests
{
    [Fact]
    public async Task PostgreSQL_keeps_its_data_and_password_from_one_start_to_the_next_even_in_a_private_folder()
    {
        var ct = TestContext.Current.CancellationToken;

        // Mode 0700, as a home has: who is root must serve it as another user all the same.
        var folder = Directory.CreateTempSubdirectory("practice-pg-").FullName;
        var data = Path.Combine(folder, "postgres");
        await using (var server = await PostgresServer.StartAsync(data, ct))
        {
            await using var source = NpgsqlDataSource.Create(server.AdminConnectionString);
            await source.CreateCommand("CREATE TABLE kept AS SELECT 42 AS answer").ExecuteNonQueryAsync(ct);
        }

        await using (var server = await PostgresServer.StartAsync(data, ct))
        {
            await using var source = NpgsqlDataSource.Create(server.AdminConnectionString);
            Assert.Equal(42, await source.CreateCommand("SELECT answer FROM kept").ExecuteScalarAsync(ct));
            Assert.Equal("on", await source.CreateCommand("SHOW fsync").ExecuteScalarAsync(ct));
            Assert.Equal("300", await source.CreateCommand("SHOW max_connections").ExecuteScalarAsync(ct));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task PostgreSQL_that_cannot_start_says_why()
    {
        var ct = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("practice-pg-").FullName;
        var data = Path.Combine(folder, "postgres");
        await (await PostgresServer.StartAsync(data, ct)).DisposeAsync();
        File.Delete(Path.Combine(data, "global", "pg_control"));

        var refusal = await Assert.ThrowsAsync<InfrastructureException>(() => PostgresServer.StartAsync(data, ct));

        Assert.Contains("pg_control", refusal.Message);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Redis_refuses_who_has_no_password()
    {
        var ct = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("practice-redis-").FullName;
        await using (var server = await RedisServer.StartAsync(Path.Combine(folder, "redis"), ct))
        {
            await using var redis = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
            Assert.True(redis.IsConnected);
            await Assert.ThrowsAsync<StackExchange.Redis.RedisConnectionException>(
                () => StackExchange.Redis.ConnectionMultiplexer.ConnectAsync($"localhost:{server.Port}"));
        }

        Directory.Delete(folder, recursive: true);
    }
}
