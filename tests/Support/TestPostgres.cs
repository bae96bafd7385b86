using Npgsql;
using PracticeAspire.Infrastructure;

namespace PracticeAspire.Tests;

/// <summary>One real PostgreSQL for the whole test process; a new database for whoever asks.</summary>
public static class TestPostgres
{
    private static readonly Lazy<Task<PostgresServer>> Server = new(StartAsync);
    private static readonly SemaphoreSlim OneAtATime = new(1);

    /// <returns>A connection string to an empty database of its own.</returns>
    public static async Task<string> CreateDatabaseAsync(string purpose)
    {
        var server = await Server.Value;
        var name = $"{purpose}_{Guid.NewGuid():N}";
        await using var admin = NpgsqlDataSource.Create(server.AdminConnectionString);
        await using var create = admin.CreateCommand($"CREATE DATABASE {name}");
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server.AdminConnectionString) { Database = name, MaxPoolSize = 30 }.ConnectionString;
    }

    /// <summary>A database as the app host makes it: it belongs to the service's own role, which is no superuser, and has an audit log.</summary>
    /// <returns>Connection strings of the service, and of the superuser.</returns>
    public static async Task<(string Service, string Superuser)> CreateServiceDatabaseAsync(string service)
    {
        var superuser = await CreateDatabaseAsync(service);
        var connection = new NpgsqlConnectionStringBuilder(superuser) { Pooling = false };
        await using var admin = NpgsqlDataSource.Create(connection);
        await OneAtATime.WaitAsync();
        try
        {
            await RunAsync($"DO $$ BEGIN CREATE ROLE {service} LOGIN PASSWORD '{connection.Password}'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
            await RunAsync($"ALTER DATABASE {connection.Database} OWNER TO {service}");
            await RunAsync($"REVOKE ALL ON DATABASE {connection.Database}, postgres, template1 FROM PUBLIC");
            await RunAsync(AuditLogOf(service));
        }
        finally
        {
            OneAtATime.Release();
        }

        return (new NpgsqlConnectionStringBuilder(superuser) { Username = service }.ConnectionString, superuser);

        async Task RunAsync(string sql)
        {
            await using var command = admin.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>What an operator runs to give a service its audit log.</summary>
    public static string AuditLogOf(string service)
    {
        using var script = new StreamReader(typeof(BuildingBlocks.AuditLog).Assembly.GetManifestResourceStream("audit.sql")!);
        return $"SET practice.service = '{service}'; {script.ReadToEnd()}";
    }

    private static async Task<PostgresServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("practice-test-postgres-").FullName;

        // Run by root, the server is somebody else and has to get through to its data.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return await PostgresServer.StartForTestsAsync(folder, CancellationToken.None);
    }
}
