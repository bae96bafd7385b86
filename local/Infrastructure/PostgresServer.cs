using System.Diagnostics;
using Npgsql;

namespace PracticeAspire.Infrastructure;

/// <summary>A real PostgreSQL on a free port of the loopback address, which ends with the process that started it.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly OwnedProcess _process;

    private PostgresServer(OwnedProcess process, int port, string password)
    {
        _process = process;
        Port = port;
        AdminConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = "postgres",
            Password = password,
            Database = "postgres",
        }.ConnectionString;
    }

    /// <summary>Connects as superuser to the database <c>postgres</c>.</summary>
    public string AdminConnectionString { get; }

    /// <summary>The TCP port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Starts the server on <paramref name="dataDirectory"/>, created first when empty, and returns when it accepts connections.</summary>
    /// <exception cref="InfrastructureException">It does not start; the message holds the end of its log.</exception>
    public static Task<PostgresServer> StartAsync(string dataDirectory, CancellationToken ct) =>
        StartAsync(dataDirectory, [], "INT", remains: "", ct);

    /// <summary>
    /// The same for data that nobody wants back: it does not wait for the disk, and ends at once instead of writing down what it has.
    /// Killed processes lose nothing all the same; only a machine that stops would. <paramref name="folder"/> goes when the server has gone,
    /// which is after this process has: it does not wait for that, and cannot keep it from happening by being killed.
    /// </summary>
    public static Task<PostgresServer> StartForTestsAsync(string folder, CancellationToken ct) =>
        StartAsync(Path.Combine(folder, "data"), ["-c", "fsync=off"], "QUIT", remains: folder, ct);

    private static async Task<PostgresServer> StartAsync(string dataDirectory, string[] settings, string stopSignal, string remains, CancellationToken ct)
    {
        dataDirectory = Path.GetFullPath(dataDirectory);
        var password = await KeptPassword.OfAsync(dataDirectory, ct);
        var port = FreePort.Next();
        var command = await PostgresData.PrepareAsync(dataDirectory, password, port, Console.Error.WriteLine, ct);
        var server = new PostgresServer(OwnedProcess.Start([.. command, .. settings], stopSignal, dataDirectory + ".log", remains), port, password);
        try
        {
            await server.WaitUntilReadyAsync(ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server, breaking open connections.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task WaitUntilReadyAsync(CancellationToken ct)
    {
        var started = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(AdminConnectionString + ";Pooling=false;Timeout=5");
                await connection.OpenAsync(ct);
                return;
            }
            catch (NpgsqlException e) when (_process.HasExited || started.Elapsed > StartLimit || e is PostgresException { SqlState: "28P01" })
            {
                throw new InfrastructureException($"PostgreSQL did not start: {e.Message}\nThe end of its log:\n{_process.LogTail}", e);
            }
            catch (NpgsqlException)
            {
                await Task.Delay(50, ct);
            }
        }
    }
}
