using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace PracticeAspire.ServiceDefaults;

/// <summary>
/// Who stands between browsers and this process: <c>Proxies:Trusted</c>, networks in CIDR notation, separated by commas. What they say of the
/// browser's address and of https is believed, and nobody else's word. Without any, the address of the connection is the browser's.
/// </summary>
public static class TrustedProxies
{
    public static WebApplication UseTrustedProxies(this WebApplication app)
    {
        if (app.Configuration["Proxies:Trusted"] is not { Length: > 0 } networks)
            return app;

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var network in networks.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            options.KnownIPNetworks.Add(System.Net.IPNetwork.TryParse(network, out var known)
                ? known
                : throw new InvalidOperationException($"The setting 'Proxies:Trusted' has '{network}', which is no network like 10.0.0.0/8."));
        }

        app.UseForwardedHeaders(options);
        return app;
    }
}
