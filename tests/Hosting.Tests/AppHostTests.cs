using Npgsql;
using PracticeAspire.AppHost;

namespace PracticeAspire.Hosting.Tests;

/// <summary>The product's own app host, on a folder of its own.</summary>
public sealed class AppHostTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("practice-apphost-").FullName;
    private DistributedApplication _app = null!;

    private static CancellationToken Deadline => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Program>(
            ["--local-dir", _folder, "--web-port", "0", "--mailbox-port", "0"], Deadline);
        _app = await builder.BuildAsync(Deadline);
        await _app.StartAsync(Deadline);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("postgres", Deadline).WaitAsync(TimeSpan.FromSeconds(60), Deadline);
    }

    [Fact]
    public async Task Each_service_has_a_role_that_opens_its_own_database_and_no_other()
    {
        string[] services = ["users", "appointments", "records", "notifications", "reporting"];
        foreach (var service in services)
        {
            var own = await ConnectionStringOfAsync(service);
            await using (var connection = new NpgsqlConnection(own))
            {
                await connection.OpenAsync(Deadline);
                await new NpgsqlCommand("CREATE TABLE IF NOT EXISTS mine (id int)", connection).ExecuteNonQueryAsync(Deadline);
            }

            foreach (var other in services.Where(s => s != service).Append("postgres"))
            {
                await using var intruder = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(own) { Database = other }.ConnectionString);
                var refusal = await Assert.ThrowsAsync<PostgresException>(() => intruder.OpenAsync(Deadline));
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
            }
        }
    }

    [Fact]
    public async Task Redis_asks_for_the_password_and_keeps_what_it_answered()
    {
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("redis", Deadline);
        var connectionString = (await _app.GetConnectionStringAsync("redis", Deadline))!;
        await using (var redis = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(connectionString))
            await redis.GetDatabase().StringSetAsync("kept", "yes");

        await KillAsync("redis");
        await _app.ResourceCommands.ExecuteCommandAsync("redis", KnownResourceCommands.StartCommand, Deadline);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("redis", Deadline);

        await using var again = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(connectionString);
        Assert.Equal("yes", (string?)await again.GetDatabase().StringGetAsync("kept"));
        await Assert.ThrowsAsync<StackExchange.Redis.RedisConnectionException>(
            () => StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(connectionString.Split(',')[0]));
    }

    [Fact]
    public void Generated_secrets_are_for_their_owner_only()
    {
        foreach (var file in new[] { "parameters.json", LocalSecrets.FileName })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(Path.Combine(_folder, file)).UnixFileMode);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task KillAsync(string resource)
    {
        Assert.True(_app.ResourceNotifications.TryGetCurrentState(resource, out var running));
        System.Diagnostics.Process.GetProcessById(Application.ProcessIdOf(running)).Kill();
        await _app.ResourceNotifications.WaitForResourceAsync(resource, KnownResourceStates.Exited, Deadline);
    }

    private async Task<string> ConnectionStringOfAsync(string service)
    {
        var name = $"ConnectionStrings__{service}";
        var started = await _app.ResourceNotifications.WaitForResourceAsync(
            service, e => e.Snapshot.EnvironmentVariables.Any(v => v.Name == name), Deadline);
        return started.Snapshot.EnvironmentVariables.Single(v => v.Name == name).Value!;
    }
}
