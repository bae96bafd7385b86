using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PracticeAspire.Sidecar.Options;

namespace PracticeAspire.Sidecar;

/// <summary>Kestrel as daprd's servers are: one port for HTTP/1.1, two for HTTP/2 without TLS.</summary>
internal static class Listening
{
    public static void Configure(KestrelServerOptions kestrel, SidecarOptions options, Ports ports)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxBodySize;
        kestrel.Limits.MaxRequestHeadersTotalSize = options.ReadBufferSize + (4 << 10);
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 1_000;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 4 << 20;
        kestrel.Limits.Http2.InitialStreamWindowSize = 1 << 20;
        Listen(kestrel, options.ListenAddresses, ports.Http, HttpProtocols.Http1);
        Listen(kestrel, options.ListenAddresses, ports.Grpc, HttpProtocols.Http2);
        Listen(kestrel, options.InternalListenAddresses is { Count: > 0 } own ? own : options.ListenAddresses, ports.Internal, HttpProtocols.Http2);
        if (ports.Public is { } port)
            Listen(kestrel, [], port, HttpProtocols.Http1);
    }

    private static void Listen(KestrelServerOptions kestrel, IReadOnlyList<string> addresses, int port, HttpProtocols protocols)
    {
        if (addresses.Count == 0)
            kestrel.ListenAnyIP(port, listen => listen.Protocols = protocols);
        foreach (var address in addresses)
            kestrel.Listen(Address(address), port, listen => listen.Protocols = protocols);
    }

    private static IPAddress Address(string text) => text == "localhost"
        ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) ? address : throw new StartupError($"--dapr-listen-addresses: '{text}' is not an address");
}
