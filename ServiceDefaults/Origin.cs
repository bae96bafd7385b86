using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace PracticeAspire.ServiceDefaults;

/// <summary>
/// The network address of the person who asks, told from service to service in the header <c>origin-address</c>. It is believed only of calls that
/// came through the sidecar, which speak HTTP/2; to everyone else the connection itself says who they are.
/// </summary>
public static class Origin
{
    private const string Header = "origin-address";

    /// <returns>Null when a service calls for itself.</returns>
    public static IPAddress? Of(HttpContext http)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol))
            return Plain(http.Connection.RemoteIpAddress);

        return IPAddress.TryParse(http.Request.Headers[Header], out var told) ? Plain(told) : null;
    }

    /// <summary>What counts as one place that calls come from: whoever has one IPv6 address has 2⁶⁴ of them.</summary>
    public static string? NetworkOf(IPAddress? address) => Plain(address) switch
    {
        null => null,
        { AddressFamily: AddressFamily.InterNetworkV6 } v6 => $"{new IPAddress([.. v6.GetAddressBytes()[..8], .. new byte[8]])}/64",
        var v4 => v4.ToString(),
    };

    /// <summary>Tells it to the service that is called next.</summary>
    internal sealed class Forwarded(IHttpContextAccessor accessor) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (accessor.HttpContext is { } http && Of(http) is { } origin)
                request.Headers.TryAddWithoutValidation(Header, origin.ToString());
            return base.SendAsync(request, cancellationToken);
        }
    }

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
