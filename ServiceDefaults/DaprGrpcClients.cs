using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace PracticeAspire.ServiceDefaults;

/// <summary>Clients of the other services: gRPC through the sidecar, as the caller, with a deadline.</summary>
public static class DaprGrpcClients
{
    /// <summary>What a call may take when the caller does not say.</summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Adds a client of the service <paramref name="appId"/>, named by <see cref="NameOf{TClient}"/>, so that one kind of client (an event
    /// log, say) can be had of several services through <c>GrpcClientFactory.CreateClient</c>, and several kinds of one service.
    /// </summary>
    public static IServiceCollection AddDaprGrpcClient<TClient>(this IServiceCollection services, string appId)
        where TClient : ClientBase<TClient>
    {
        var name = NameOf<TClient>(appId);
        services
            .AddGrpcClient<TClient>(name, (provider, o) => o.Address = SidecarAddress(provider.GetRequiredService<IConfiguration>()))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                EnableMultipleHttp2Connections = true,
                ConnectTimeout = TimeSpan.FromSeconds(2),
            })
            .AddHttpMessageHandler(provider => new ThroughSidecar(
                appId, provider.GetRequiredService<SidecarHeaders>(), provider.GetRequiredService<IAccessTokens>()))
            .AddHttpMessageHandler(provider => new Origin.Forwarded(provider.GetRequiredService<IHttpContextAccessor>()))
            .AddInterceptor(() => new DefaultDeadlineInterceptor());
        services.AddTransient(provider => provider.GetRequiredService<Grpc.Net.ClientFactory.GrpcClientFactory>().CreateClient<TClient>(name));
        return services;
    }

    /// <summary>The name a client has in the client factory: the factory takes one kind of client a name.</summary>
    public static string NameOf<TClient>(string appId) => $"{appId}/{typeof(TClient).FullName}";

    /// <summary>Where this process' sidecar speaks gRPC.</summary>
    public static Uri SidecarAddress(IConfiguration configuration) =>
        new(configuration["DAPR_GRPC_ENDPOINT"] ?? $"http://localhost:{configuration.GetValue("DAPR_GRPC_PORT", 50001)}");
}

/// <summary>What the sidecar wants to see before it listens.</summary>
public sealed class SidecarHeaders(IConfiguration configuration)
{
    private readonly string? token = configuration["DAPR_API_TOKEN"];

    /// <summary>For gRPC clients that are made by hand.</summary>
    public Metadata ToMetadata() => token is null ? [] : new Metadata { { "dapr-api-token", token } };

    internal void AddTo(HttpRequestMessage request)
    {
        if (token is not null)
            request.Headers.TryAddWithoutValidation("dapr-api-token", token);
    }
}

internal sealed class ThroughSidecar(string appId, SidecarHeaders headers, IAccessTokens tokens) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.TryAddWithoutValidation("dapr-app-id", appId);
        headers.AddTo(request);
        if (!request.Headers.Contains("authorization") && await tokens.GetAsync(cancellationToken) is { } token)
            request.Headers.TryAddWithoutValidation("authorization", $"Bearer {token}");
        return await base.SendAsync(request, cancellationToken);
    }
}

/// <summary>A call that waits for ever holds a page, a thread and a person. Streams run as long as their reader wants.</summary>
internal sealed class DefaultDeadlineInterceptor : Interceptor
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        if (context.Options.Deadline is not null)
            return continuation(request, context);

        var options = context.Options.WithDeadline(DateTime.UtcNow + DaprGrpcClients.DefaultDeadline);
        return continuation(request, new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, options));
    }
}
