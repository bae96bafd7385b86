using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace PracticeAspire.ServiceDefaults;

/// <summary>
/// Two doors: <c>HTTP_PORT</c> (HTTP/1.1: health, browsers, partners) and <c>GRPC_PORT</c> (HTTP/2 without TLS: gRPC and Dapr's deliveries).
/// Kestrel cannot tell the two protocols apart on one port without TLS.
/// </summary>
internal static class Ports
{
    public static void ListenOnHttpAndGrpc(this WebApplicationBuilder builder)
    {
        var http = builder.Configuration.GetValue("HTTP_PORT", 8080);
        var grpc = builder.Configuration.GetValue("GRPC_PORT", 8081);

        // A sidecar and the orchestrator share the machine or the pod; only a container's ingress needs the other addresses.
        var everywhere = builder.Configuration.GetValue("DOTNET_RUNNING_IN_CONTAINER", false);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            Listen(http, HttpProtocols.Http1);
            Listen(grpc, HttpProtocols.Http2);

            void Listen(int port, HttpProtocols protocols)
            {
                if (everywhere)
                    kestrel.ListenAnyIP(port, o => o.Protocols = protocols);
                else
                    kestrel.ListenLocalhost(port, o => o.Protocols = protocols);
            }
        });
    }
}
