using System.Net;
using System.Net.Sockets;
using PracticeAspire.Sidecar.Options;

namespace PracticeAspire.Sidecar.App;

/// <summary>The one way to the app: its port, its protocol, its token.</summary>
internal sealed class AppChannel : IDisposable
{
    private readonly SidecarOptions options;

    public AppChannel(SidecarOptions options)
    {
        this.options = options;
        Client = new HttpMessageInvoker(Wire.NewHandler());
    }

    public HttpMessageInvoker Client { get; }
    public bool Exists => options.AppPort is not null;
    public string Address => options.AppAddress;
    public Version HttpVersion => options.AppHttpVersion;

    /// <summary>What the app demands of its sidecar, if anything.</summary>
    public string? Token { get; } = Environment.GetEnvironmentVariable("APP_API_TOKEN") is { Length: > 0 } token ? token : null;

    public HttpRequestMessage NewRequest(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, $"{Address}/{path.TrimStart('/')}")
        {
            Version = HttpVersion,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (Token is not null)
            request.Headers.TryAddWithoutValidation("dapr-api-token", Token);
        return request;
    }

    /// <summary>Waits, without limit as daprd does, until the app's port accepts a connection.</summary>
    public async Task WaitForPort(CancellationToken cancellation)
    {
        while (!await Accepts(cancellation))
            await Task.Delay(100, cancellation);
    }

    private async Task<bool> Accepts(CancellationToken cancellation)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(options.AppChannelAddress, options.AppPort!.Value), cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose() => Client.Dispose();
}
