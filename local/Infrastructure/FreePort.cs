using System.Net;
using System.Net.Sockets;

namespace PracticeAspire.Infrastructure;

/// <summary>Picks TCP ports nobody listens on.</summary>
public static class FreePort
{
    // Below the kernel's ephemeral range (32768 and up on Linux), so that no outgoing connection takes the port before the server does.
    private const int First = 20_000, End = 32_000;

    private static readonly HashSet<int> Given = [];

    /// <summary>A port that is free on every local address now and was not given out by this process before.</summary>
    public static int Next()
    {
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            var port = Random.Shared.Next(First, End);
            lock (Given)
            {
                if (IsFree(port) && Given.Add(port)) return port;
            }
        }

        throw new InfrastructureException($"No free TCP port between {First} and {End}. Stop what uses them and try again.");
    }

    /// <summary>True when nobody listens on <paramref name="port"/>.</summary>
    public static bool IsFree(int port) => CanBind(IPAddress.Any, port) && CanBind(IPAddress.IPv6Loopback, port);

    private static bool CanBind(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable)
        {
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
