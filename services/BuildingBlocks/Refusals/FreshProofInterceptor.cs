using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// Refuses what the policy table says needs fresh proof, in a way that a page can do something about: <see cref="FreshProof.Rule"/>. Who may pass at all
/// has been decided before.
/// </summary>
internal sealed class FreshProofInterceptor(Doors doors, TimeProvider time) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Require(context);
        return continuation(request, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Require(context);
        return continuation(requestStream, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Require(context);
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Require(context);
        return continuation(requestStream, responseStream, context);
    }

    private void Require(ServerCallContext context)
    {
        if (context.GetHttpContext().GetEndpoint() is { } endpoint && doors.WhoMayUse(endpoint) is { NeedsFreshProof: true })
            context.RequireFreshProof(time);
    }
}

public static class FreshProofs
{
    /// <summary>For what needs it only sometimes; a door that always does has it in the policy table.</summary>
    /// <exception cref="RpcException">The caller has not proven who they are lately: <see cref="FreshProof.Rule"/>.</exception>
    public static void RequireFreshProof(this ServerCallContext context, TimeProvider time) => context.RequireFreshProof(time, FreshProof.Longest);

    /// <summary>For what asks for a proof that is fresher still.</summary>
    /// <exception cref="RpcException">The caller has not proven who they are lately: <see cref="FreshProof.Rule"/>.</exception>
    public static void RequireFreshProof(this ServerCallContext context, TimeProvider time, TimeSpan longest)
    {
        if (!context.Caller().HasProvenSince(time.GetUtcNow() - longest))
            throw FreshProof.MissingFor(longest).ToRpcException();
    }
}
