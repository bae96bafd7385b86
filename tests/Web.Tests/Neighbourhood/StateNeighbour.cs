using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace PracticeAspire.Web.Tests.Neighbourhood;

/// <summary>The state store behind the sidecar's API, in memory.</summary>
internal sealed class StateNeighbour(World world)
{
    public GetStateResponse Get(GetStateRequest request)
    {
        if (world.Down.ContainsKey("statestore"))
            throw new RpcException(new Status(StatusCode.Internal, "failed getting state: connection refused"));
        return world.State.TryGetValue(request.Key, out var value) ? new() { Data = ByteString.CopyFrom(value), Etag = "1" } : new();
    }

    public Empty Save(SaveStateRequest request)
    {
        foreach (var item in request.States)
            world.State[item.Key] = item.Value.ToByteArray();
        return new();
    }

    public Empty Delete(DeleteStateRequest request)
    {
        world.State.TryRemove(request.Key, out _);
        return new();
    }
}

/// <summary>Dapr.Protos has the messages but no service base to inherit, so the methods are named here.</summary>
internal sealed class StateMethods : IServiceMethodProvider<StateNeighbour>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<StateNeighbour> context)
    {
        Add(context, "GetState", GetStateRequest.Parser, GetStateResponse.Parser, (s, r) => s.Get(r));
        Add(context, "SaveState", SaveStateRequest.Parser, Empty.Parser, (s, r) => s.Save(r));
        Add(context, "DeleteState", DeleteStateRequest.Parser, Empty.Parser, (s, r) => s.Delete(r));
    }

    private static void Add<TRequest, TResponse>(
        ServiceMethodProviderContext<StateNeighbour> context, string name, MessageParser<TRequest> requests, MessageParser<TResponse> replies,
        Func<StateNeighbour, TRequest, TResponse> answer)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        context.AddUnaryMethod(
            new Method<TRequest, TResponse>(
                MethodType.Unary, "dapr.proto.runtime.v1.Dapr", name,
                Marshallers.Create(m => m.ToByteArray(), requests.ParseFrom), Marshallers.Create(m => m.ToByteArray(), replies.ParseFrom)),
            [], (service, request, _) => Task.FromResult(answer(service, request)));
}
