using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace PracticeAspire.Sidecar.Api;

/// <summary>Puts <see cref="DaprService"/> behind Dapr's method names. Dapr.Protos has the messages and a client, but no service base to inherit.</summary>
internal sealed class DaprMethods : IServiceMethodProvider<DaprService>
{
    public const string ServiceName = "dapr.proto.runtime.v1.Dapr";

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<DaprService> context)
    {
        Add(context, "PublishEvent", PublishEventRequest.Parser, (s, r, c) => s.PublishEvent(r, c));
        Add(context, "BulkPublishEvent", BulkPublishRequest.Parser, (s, r, c) => s.BulkPublishEvent(r, c));
        Add(context, "BulkPublishEventAlpha1", BulkPublishRequest.Parser, (s, r, c) => s.BulkPublishEvent(r, c));
        Add(context, "GetState", GetStateRequest.Parser, (s, r, _) => s.GetState(r));
        Add(context, "GetBulkState", GetBulkStateRequest.Parser, (s, r, _) => s.GetBulkState(r));
        Add(context, "SaveState", SaveStateRequest.Parser, (s, r, _) => s.SaveState(r));
        Add(context, "DeleteState", DeleteStateRequest.Parser, (s, r, _) => s.DeleteState(r));
        Add(context, "DeleteBulkState", DeleteBulkStateRequest.Parser, (s, r, _) => s.DeleteBulkState(r));
        Add(context, "ExecuteStateTransaction", ExecuteStateTransactionRequest.Parser, (s, r, _) => s.ExecuteStateTransaction(r));
        Add(context, "GetSecret", GetSecretRequest.Parser, (s, r, _) => s.GetSecret(r));
        Add(context, "GetBulkSecret", GetBulkSecretRequest.Parser, (s, r, _) => s.GetBulkSecret(r));
        Add(context, "GetMetadata", GetMetadataRequest.Parser, (s, _, _) => s.GetMetadata());
        Add(context, "SetMetadata", SetMetadataRequest.Parser, (s, r, _) => s.SetMetadata(r));
        Add(context, "Shutdown", ShutdownRequest.Parser, (s, _, _) => s.Shutdown());
    }

    private static void Add<TRequest, TResponse>(
        ServiceMethodProviderContext<DaprService> context, string name, MessageParser<TRequest> parser, Func<DaprService, TRequest, ServerCallContext, Task<TResponse>> handle)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>, new()
    {
        var method = new Method<TRequest, TResponse>(MethodType.Unary, ServiceName, name, Marshaller(parser), Marshaller(new MessageParser<TResponse>(() => new TResponse())));
        context.AddUnaryMethod(method, [], async (service, request, call) =>
        {
            try
            {
                return await handle(service, request, call);
            }
            catch (ApiError e)
            {
                throw e.ToRpcException();
            }
        });
    }

    private static Marshaller<T> Marshaller<T>(MessageParser<T> parser) where T : class, IMessage<T> => Marshallers.Create(
        (message, context) =>
        {
            context.SetPayloadLength(message.CalculateSize());
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
}
