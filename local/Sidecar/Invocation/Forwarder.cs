using System.Net;
using System.Net.Sockets;
using PracticeAspire.Sidecar.App;
using Yarp.ReverseProxy.Forwarder;

namespace PracticeAspire.Sidecar.Invocation;

internal enum HopResult
{
    Done,
    /// <summary>Nothing has been sent.</summary>
    NoConnection,

    /// <summary>The connection broke before an answer began; whether the request was handled is not known.</summary>
    Lost,
    Misdirected,
    Failed,
}

/// <summary>Sends a request on, streaming both ways; what a retry needs to know comes back.</summary>
internal sealed class Forwarder(IHttpForwarder forwarder, AppChannel app, HopSettings settings) : IDisposable
{
    // Long streams are the callers' business: they carry deadlines of their own.
    private static readonly TimeSpan Unlimited = TimeSpan.FromDays(20);

    private static readonly ForwarderRequestConfig OverHttp2 = new()
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        ActivityTimeout = Unlimited,
    };

    private static readonly ForwarderRequestConfig OverHttp1 = OverHttp2 with { Version = HttpVersion.Version11 };

    public HttpMessageInvoker Sidecars { get; } = new(Wire.NewHandler());

    public async ValueTask<(HopResult Result, string Problem)> Send(HttpContext context, Hop hop)
    {
        var transformer = new HopTransformer(settings, hop);
        var client = hop.IsToApp ? app.Client : Sidecars;
        // gRPC always is HTTP/2, whatever protocol the app speaks otherwise.
        var config = !hop.IsToApp || hop.IsGrpc || app.HttpVersion.Major == 2 ? OverHttp2 : OverHttp1;
        var error = await forwarder.SendAsync(context, hop.Address, client, config, transformer);
        if (error == ForwarderError.None && !transformer.WasMisdirected)
            return (HopResult.Done, "");
        // What the failed attempt left there would keep the next one from answering.
        if (!context.Response.HasStarted)
            context.Response.Clear();
        if (transformer.WasMisdirected)
            return (HopResult.Misdirected, "another app answered there");
        var exception = context.GetForwarderErrorFeature()?.Exception;
        var result = context.Response.HasStarted ? HopResult.Failed
            : IsNoConnection(exception) ? HopResult.NoConnection
            : error == ForwarderError.Request ? HopResult.Lost
            : HopResult.Failed;
        return (result, exception?.Message ?? error.ToString());
    }

    private static bool IsNoConnection(Exception? exception) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } or HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } };

    public void Dispose() => Sidecars.Dispose();
}
