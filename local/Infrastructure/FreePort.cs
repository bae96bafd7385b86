using System.Net;
using System.Net.Sockets;

namespace PracticeAspire.Infrastructure;

/// <summary>Picks TCP ports nobody listens on.</summary>
public static class FreePort
{
    // Below the kernel's ephemeral range (32768 and up on Linux), so that no outgoing connection takes the port before the server does.
    private const int First = 20_000, End = 32_000;

    private static readonly Dictionary<int, Socket?> Given = [];

    /// <summary>A port that is free on every local address now and that no living process of this machine was given by this method.</summary>
    /// <exception cref="InfrastructureException">None was found in the range.</exception>
    public static int Next(int first = First, int end = End)
    {
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            var port = Random.Shared.Next(first, end);
            lock (Given)
            {
                if (!Given.ContainsKey(port) && IsFree(port) && TryClaim(port, out var claim))
                {
                    Given.Add(port, claim);
                    return port;
                }
            }
        }

        throw new InfrastructureException($"No free TCP port between {first} and {end}. Stop what uses them and try again.");
    }

    /// <summary>True when nobody listens on <paramref name="port"/>.</summary>
    public static bool IsFree(int port) => CanBind(IPAddress.Any, port) && CanBind(IPAddress.IPv6Loopback, port);

    // Between choosing a port and listening on it, another app host may choose the same. A name in Linux's abstract namespace is had
    // by one process at a time, leaves no file, and is given back by the kernel however the process ends. (unix(7))
    private static bool TryClaim(int port, out Socket? claim)
    {
        claim = null;
        if (!OperatingSystem.IsLinux()) return true;

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint($"\0practice-port-{port}"));
            claim = socket;
            return true;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return false;
        }
    }

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
