using System.Net;
using System.Net.Sockets;
using PracticeAspire.Sidecar.Options;

namespace PracticeAspire.Sidecar;

/// <summary>Where the sidecar listens.</summary>
internal sealed record Ports(int Http, int Grpc, int Internal, int? Public)
{
    public string AdvertisedHost { get; } = Environment.GetEnvironmentVariable("DAPR_HOST_IP") is { Length: > 0 } host ? host : "127.0.0.1";

    public static Ports From(SidecarOptions options) => new(
        options.HttpPort, options.GrpcPort,
        options.InternalGrpcPort is { } port and > 0 ? port : Stable(options.AppId),
        options.PublicPort);

    // The same app gets the same port again where it can, so that a restarted sidecar is found where it was.
    private static int Stable(string appId)
    {
        var hash = 2166136261u;
        foreach (var c in appId)
            hash = (hash ^ c) * 16777619u;
        var port = 47300 + (int)(hash % 2050);
        return IsFree(port) ? port : AnyFree();
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int AnyFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
