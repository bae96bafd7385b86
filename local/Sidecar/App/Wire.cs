namespace PracticeAspire.Sidecar.App;

/// <summary>The HTTP client under every hop: nothing is followed, remembered, proxied or traced on its own.</summary>
internal static class Wire
{
    public static SocketsHttpHandler NewHandler() => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        EnableMultipleHttp2Connections = true,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        InitialHttp2StreamWindowSize = 1 << 20,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
    };
}
