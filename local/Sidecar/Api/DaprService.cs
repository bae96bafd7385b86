using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PracticeAspire.Sidecar.Metadata;
using PracticeAspire.Sidecar.PubSub;
using PracticeAspire.Sidecar.Secrets;
using PracticeAspire.Sidecar.State;

namespace PracticeAspire.Sidecar.Api;

/// <summary>The gRPC API, <c>dapr.proto.runtime.v1.Dapr</c>: each method only translates between messages and building blocks.</summary>
internal sealed class DaprService(Publisher publisher, StateStores states, SecretAccess secrets, SidecarMetadata metadata, IHostApplicationLifetime lifetime)
{
    public async Task<Empty> PublishEvent(PublishEventRequest request, ServerCallContext context)
    {
        await publisher.Publish(new Announcement(
            request.PubsubName, request.Topic, request.Data.Memory, request.DataContentType, request.Metadata, Header(context, "traceparent"), Header(context, "tracestate")));
        return new Empty();
    }

    public async Task<BulkPublishResponse> BulkPublishEvent(BulkPublishRequest request, ServerCallContext context)
    {
        BulkEntries.Check(request.PubsubName, request.Topic, [.. request.Entries.Select(entry => entry.EntryId)]);
        var (traceParent, traceState) = (Header(context, "traceparent"), Header(context, "tracestate"));
        var failures = await publisher.PublishAll(request.PubsubName, request.Topic, [.. request.Entries.Select(entry => new Announcement(
            request.PubsubName, request.Topic, entry.Event.Memory, entry.ContentType, BulkEntries.Merge(entry.Metadata, request.Metadata), traceParent, traceState))]);
        var response = new BulkPublishResponse();
        for (var i = 0; i < failures.Length; i++)
        {
            if (failures[i] is { } failure)
                response.FailedEntries.Add(new BulkPublishResponseFailedEntry { EntryId = request.Entries[i].EntryId, Error = failure });
        }
        return failures.Length > 0 && response.FailedEntries.Count == failures.Length
            ? throw new ApiError(StatusCode.Internal, 500, "ERR_PUBSUB_PUBLISH_MESSAGE", failures[0]!, "DAPR_PUBSUB_PUBLISH_MESSAGE")
            : response;
    }

    public async Task<GetStateResponse> GetState(GetStateRequest request)
    {
        var value = await states.Get(request.StoreName, request.Key);
        return new GetStateResponse { Data = UnsafeByteOperations.UnsafeWrap(value.Data), Etag = value.ETag };
    }

    public async Task<GetBulkStateResponse> GetBulkState(GetBulkStateRequest request)
    {
        var items = await Task.WhenAll(request.Keys.Select(async key =>
        {
            try
            {
                var value = await states.Get(request.StoreName, key);
                return new BulkStateItem { Key = key, Data = UnsafeByteOperations.UnsafeWrap(value.Data), Etag = value.ETag };
            }
            catch (ApiError e) when (e.ErrorCode == "ERR_STATE_GET")
            {
                return new BulkStateItem { Key = key, Error = e.Message };
            }
        }));
        return new GetBulkStateResponse { Items = { items } };
    }

    public async Task<Empty> SaveState(SaveStateRequest request)
    {
        await states.Save(request.StoreName, [.. request.States.Select(StateItems.Upsert)]);
        return new Empty();
    }

    public async Task<Empty> DeleteState(DeleteStateRequest request)
    {
        await states.Save(request.StoreName, [new StateChange(request.Key, null, request.Etag?.Value, false, null)]);
        return new Empty();
    }

    public async Task<Empty> DeleteBulkState(DeleteBulkStateRequest request)
    {
        await states.Save(request.StoreName, [.. request.States.Select(StateItems.Delete)]);
        return new Empty();
    }

    public async Task<Empty> ExecuteStateTransaction(ExecuteStateTransactionRequest request)
    {
        await states.Transact(request.StoreName, [.. request.Operations.Select(operation => operation.OperationType switch
        {
            "upsert" => StateItems.UpsertInTransaction(operation.Request),
            "delete" => StateItems.Delete(operation.Request),
            var other => throw new ApiError(StatusCode.Unimplemented, 400, "ERR_NOT_SUPPORTED_STATE_OPERATION", $"operation type {other} not supported"),
        })]);
        return new Empty();
    }

    public Task<GetSecretResponse> GetSecret(GetSecretRequest request) =>
        Task.FromResult(new GetSecretResponse { Data = { secrets.Get(request.StoreName, request.Key).ToDictionary() } });

    public Task<GetBulkSecretResponse> GetBulkSecret(GetBulkSecretRequest request)
    {
        var response = new GetBulkSecretResponse();
        foreach (var (name, values) in secrets.GetAll(request.StoreName))
            response.Data[name] = new SecretResponse { Secrets = { values.ToDictionary() } };
        return Task.FromResult(response);
    }

    public Task<GetMetadataResponse> GetMetadata() => Task.FromResult(metadata.Describe());

    public Task<Empty> SetMetadata(SetMetadataRequest request)
    {
        metadata.Set(request.Key, request.Value);
        return Task.FromResult(new Empty());
    }

    public Task<Empty> Shutdown()
    {
        lifetime.StopApplication();
        return Task.FromResult(new Empty());
    }

    private static string Header(ServerCallContext context, string name) => context.RequestHeaders.GetValue(name) ?? "";
}
