using System.Text.Json;
using Grpc.Core;
using PracticeAspire.Sidecar.Api;
using PracticeAspire.Sidecar.Options;
using PracticeAspire.Sidecar.Resiliency;
using PracticeAspire.Sidecar.Resources;
using PracticeAspire.Sidecar.Tracing;

namespace PracticeAspire.Sidecar.PubSub;

/// <summary>Takes what apps publish to the broker.</summary>
internal sealed class Publisher(ComponentSet components, Policies policies, HopTracing tracing, SidecarOptions options)
{
    public async Task Publish(Announcement told)
    {
        var pubSub = Permitted(told.PubSub, told.Topic);
        await Send(told, () => pubSub.Broker.Publish(told.Topic, ToBytes(told), told.Metadata));
    }

    /// <summary>Publishes all in one pipelined batch; the answer has, per event and in order, what went wrong, or null.</summary>
    public async Task<string?[]> PublishAll(string pubSubName, string topic, IReadOnlyList<Announcement> events)
    {
        var pubSub = Permitted(pubSubName, topic);
        var bytes = events.Select(ToBytes).ToArray();
        return await Task.WhenAll(events.Select(async (told, i) =>
        {
            try
            {
                await Send(told, () => pubSub.Broker.Publish(topic, bytes[i], told.Metadata));
                return null;
            }
            catch (ApiError e)
            {
                return e.Message;
            }
        }));
    }

    /// <summary>Bytes that are an event already, such as one on its way to a dead-letter topic.</summary>
    public async Task Forward(string pubSubName, string topic, byte[] data, IReadOnlyDictionary<string, string> metadata) =>
        await Permitted(pubSubName, topic).Broker.Publish(topic, data, metadata);

    private async Task Send(Announcement told, Func<Task> publish)
    {
        try
        {
            await (policies.Outbound(told.PubSub) ?? Policy.None).Run(async _ =>
            {
                await Attempt(publish);
                return true;
            }, CancellationToken.None);
        }
        catch (CallFailed e)
        {
            throw new ApiError(StatusCode.Internal, 500, "ERR_PUBSUB_PUBLISH_MESSAGE",
                $"error when publishing to topic {told.Topic} in pubsub {told.PubSub}: {e.Message}", "DAPR_PUBSUB_PUBLISH_MESSAGE");
        }
    }

    private static async Task Attempt(Func<Task> publish)
    {
        try
        {
            await publish();
        }
        catch (StackExchange.Redis.RedisException e)
        {
            throw new CallFailed(FailureKind.Connection, e.Message, inner: e);
        }
    }

    private PubSubComponent Permitted(string name, string topic)
    {
        if (name.Length == 0)
            throw new ApiError(StatusCode.InvalidArgument, 404, "ERR_PUBSUB_EMPTY", "pubsub name is empty", "DAPR_PUBSUB_NAME_EMPTY");
        if (!components.PubSubs.TryGetValue(name, out var pubSub))
            throw new ApiError(StatusCode.InvalidArgument, 404, "ERR_PUBSUB_NOT_FOUND", $"pubsub {name} is not found", "DAPR_PUBSUB_NOT_FOUND");
        if (topic.Length == 0)
            throw new ApiError(StatusCode.InvalidArgument, 404, "ERR_TOPIC_NAME_EMPTY", $"topic is empty in pubsub {name}", "DAPR_PUBSUB_TOPIC_NAME_EMPTY");
        if (!pubSub.Scopes.MayPublish(topic))
            throw new ApiError(StatusCode.PermissionDenied, 403, "ERR_PUBSUB_FORBIDDEN", $"topic {topic} is not allowed for app id {options.AppId}", "DAPR_PUBSUB_FORBIDDEN");
        return pubSub;
    }

    private byte[] ToBytes(Announcement told)
    {
        if (IsRaw(told.Metadata))
            return told.Data.ToArray();
        using var span = tracing.Start("publish " + told.Topic, System.Diagnostics.ActivityKind.Producer, told.TraceParent, told.TraceState);
        if (tracing.IsSilent)
            told = told with { TraceParent = "", TraceState = "" };
        else if (span is not null)
            told = told with { TraceParent = span.Id! };
        if (!CloudEvents.IsCloudEvent(told.ContentType))
            return CloudEvents.Wrap(told, options.AppId);
        try
        {
            return CloudEvents.Complete(told);
        }
        catch (JsonException e)
        {
            throw new ApiError(StatusCode.InvalidArgument, 500, "ERR_PUBSUB_CLOUD_EVENTS_SER", $"cannot create cloudevent: {e.Message}", "DAPR_PUBSUB_CLOUD_EVENTS_SER");
        }
    }

    private static bool IsRaw(IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue("rawPayload", out var text) || text.Length == 0)
            return false;
        return text.ToUpperInvariant() switch
        {
            "TRUE" or "1" or "T" => true,
            "FALSE" or "0" or "F" => false,
            _ => throw new ApiError(StatusCode.InvalidArgument, 400, "ERR_PUBSUB_REQUEST_METADATA", $"rawPayload value must be a valid boolean: actual is '{text}'", "DAPR_PUBSUB_METADATA_DESERIALIZATION"),
        };
    }
}
