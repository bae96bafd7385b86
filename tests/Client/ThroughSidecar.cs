using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace PracticeAspire.Client;

/// <summary>Calls services as the web app does: gRPC to its sidecar, which finds theirs.</summary>
public sealed class ThroughSidecar(int grpcPort, string sidecarToken) : IDisposable
{
    private readonly GrpcChannel channel = GrpcChannel.ForAddress(
        $"http://localhost:{grpcPort}",
        new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true } });

    /// <param name="accessToken">Of the person who asks; null for nobody.</param>
    public CallInvoker To(string appId, string? accessToken) => channel.Intercept(headers =>
    {
        headers.Add("dapr-app-id", appId);
        headers.Add("dapr-api-token", sidecarToken);
        if (accessToken is not null)
            headers.Add("authorization", $"Bearer {accessToken}");
        return headers;
    });

    public void Dispose() => channel.Dispose();
}
