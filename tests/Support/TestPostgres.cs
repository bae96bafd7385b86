using Npgsql;
using PracticeAspire.Infrastructure;

namespace PracticeAspire.Tests;

/// <summary>One real PostgreSQL for the whole test process; a new database for whoever asks.</summary>
public static class TestPostgres
{
    private static readonly Lazy<Task<PostgresServer>> Server = new(StartAsync);

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

    private static async Task<PostgresServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("practice-test-postgres-").FullName;

        // Run by root, the server is somebody else and has to get through to its data.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var server = await PostgresServer.StartForTestsAsync(Path.Combine(folder, "data"), CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(5));
            Directory.Delete(folder, recursive: true);
        };
        return server;
    }
}
