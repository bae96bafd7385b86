using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace PracticeAspire.Sidecar.PubSub.Redis;

/// <summary>The server said no; the message starts with its error code.</summary>
internal sealed class RespError(string message) : Exception(message);

/// <summary>
/// One plain connection that speaks Redis' protocol. A read that blocks until something happens needs a connection
/// to itself: on a shared, multiplexed one it would hold up everybody else, which is why StackExchange.Redis has none.
/// </summary>
internal sealed class RespConnection : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;

    public static async Task<RespConnection> Open(RedisAddress address, CancellationToken cancellation)
    {
        var connection = new RespConnection();
        try
        {
            await connection.socket.ConnectAsync(address.Host, address.Port, cancellation);
            if (address.Password is { } password)
                await connection.Ask(cancellation, address.User is { } user ? ["AUTH", user, password] : ["AUTH", password]);
            if (address.Database != 0)
                await connection.Ask(cancellation, "SELECT", address.Database.ToString(CultureInfo.InvariantCulture));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sends a command and waits for its answer: null, long, byte[] or object?[].</summary>
    public async Task<object?> Ask(CancellationToken cancellation, params string[] command)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{command.Length}\r\n");
        foreach (var part in command)
            text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
        await socket.SendAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellation);
        return await Read(cancellation);
    }

    private async ValueTask<object?> Read(CancellationToken cancellation)
    {
        var line = await Line(cancellation);
        switch (line[0])
        {
            case '+': return Encoding.UTF8.GetBytes(line[1..]);
            case '-': throw new RespError(line[1..]);
            case ':': return long.Parse(line.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            case '$': return await Bulk(Length(line), cancellation);
            case '*': return await Array(Length(line), cancellation);
            default: throw new IOException($"unexpected answer from Redis: {line}");
        }
    }

    private static int Length(string line) => int.Parse(line.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private async ValueTask<object?> Array(int count, CancellationToken cancellation)
    {
        if (count < 0)
            return null;
        var items = new object?[count];
        for (var i = 0; i < count; i++)
            items[i] = await Read(cancellation);
        return items;
    }

    private async ValueTask<byte[]?> Bulk(int length, CancellationToken cancellation)
    {
        if (length < 0)
            return null;
        await Need(length + 2, cancellation);
        var bytes = buffer.AsSpan(start, length).ToArray();
        start += length + 2;
        return bytes;
    }

    private async ValueTask<string> Line(CancellationToken cancellation)
    {
        int at;
        while ((at = buffer.AsSpan(start, end - start).IndexOf("\r\n"u8)) < 0)
            await Need(end - start + 1, cancellation);
        var line = Encoding.UTF8.GetString(buffer, start, at);
        start += at + 2;
        return line.Length > 0 ? line : throw new IOException("empty answer from Redis");
    }

    private async ValueTask Need(int count, CancellationToken cancellation)
    {
        if (buffer.Length - start < count)
        {
            var next = buffer.Length < count ? new byte[Math.Max(count, buffer.Length * 2)] : buffer;
            buffer.AsSpan(start, end - start).CopyTo(next);
            (buffer, end, start) = (next, end - start, 0);
        }
        while (end - start < count)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(end), cancellation);
            if (read == 0)
                throw new IOException("Redis closed the connection");
            end += read;
        }
    }

    public void Dispose() => socket.Dispose();
}
