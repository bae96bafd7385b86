using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace PracticeAspire.Infrastructure;

/// <summary>A real Redis on a free port of the loopback address, which ends with the process that started it.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly OwnedProcess _process;
    private readonly string _password;

    private RedisServer(OwnedProcess process, int port, string password)
    {
        _process = process;
        _password = password;
        Port = port;
        ConnectionString = $"localhost:{port},password={password}";
    }

    /// <summary>As StackExchange.Redis reads it: <c>localhost:port,password=…</c>.</summary>
    public string ConnectionString { get; }

    /// <summary>The TCP port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Starts the server on <paramref name="dataDirectory"/> and returns when it accepts connections.</summary>
    /// <exception cref="InfrastructureException">It does not start; the message holds the end of its log.</exception>
    public static async Task<RedisServer> StartAsync(string dataDirectory, CancellationToken ct)
    {
        dataDirectory = Path.GetFullPath(dataDirectory);
        var password = await KeptPassword.OfAsync(dataDirectory, ct);
        var port = FreePort.Next();
        var command = await RedisData.PrepareAsync(dataDirectory, password, port, Console.Error.WriteLine, ct);
        var server = new RedisServer(OwnedProcess.Start(command, "TERM", dataDirectory + ".log"), port, password);
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

    /// <summary>Stops the server.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>
    /// True when a Redis serves on <paramref name="port"/>. While it reads its data it says so only to who has shown the password ("LOADING"); that is
    /// no service yet.
    /// </summary>
    public static async Task<bool> AnswersAsync(int port, string password, CancellationToken ct)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, ct);
            var stream = client.GetStream();
            using var answers = new StreamReader(stream);
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"*2\r\n$4\r\nAUTH\r\n${Encoding.UTF8.GetByteCount(password)}\r\n{password}\r\nPING\r\n"), ct);
            return await answers.ReadLineAsync(ct) is "+OK" && await answers.ReadLineAsync(ct) is "+PONG";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    private async Task WaitUntilReadyAsync(CancellationToken ct)
    {
        for (var started = Stopwatch.StartNew(); ; await Task.Delay(25, ct))
        {
            if (await AnswersAsync(Port, _password, ct)) return;
            if (_process.HasExited || started.Elapsed > StartLimit)
                throw new InfrastructureException($"Redis did not start. The end of its log:\n{_process.LogTail}");
        }
    }
}
