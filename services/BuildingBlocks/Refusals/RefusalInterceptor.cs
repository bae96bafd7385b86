using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.BuildingBlocks;

/// <summary>Turns what a use case throws into the wire's form of it. What nobody foresaw becomes a sentence with a trace id and no detail.</summary>
internal sealed class RefusalInterceptor(ILogger<RefusalInterceptor> log, AuditLog? audit = null) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw await TranslateAsync(failure, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw await TranslateAsync(failure, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw await TranslateAsync(failure, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw await TranslateAsync(failure, context);
        }
    }

    private async Task<RpcException> TranslateAsync(Exception failure, ServerCallContext context)
    {
        try
        {
            if (audit is not null && failure is Refused denied && (denied is NotAllowed || denied.About is not null))
                await audit.WriteAsync(AuditedDenials.Refusal(context.GetHttpContext(), denied.About), context.CancellationToken);
        }
        catch (Exception notWritten)
        {
            failure = notWritten;
        }

        switch (failure)
        {
            case Refused refused:
                if (refused.Refusal.Kind == RefusalKind.NotAllowed)
                    log.LogWarning("Refused {Method} to {Person}", context.Method, context.Caller().PersonId);
                return refused.Refusal.ToRpcException();

            case OperationCanceledException when context.CancellationToken.IsCancellationRequested:
                return new RpcException(new Status(StatusCode.Cancelled, "The caller hung up."));

            case var _ when Transient.Is(failure):
                log.LogError(failure, "{Method} could not reach its database", context.Method);
                return new Refusal(RefusalKind.Unavailable, "The database is not answering. Try again in a moment.").ToRpcException();

            default:
                log.LogError(failure, "{Method} failed", context.Method);
                return new Refusal(RefusalKind.Failed, $"Something went wrong on our side. Tell support this number: {Activity.Current?.TraceId}").ToRpcException();
        }
    }
}
