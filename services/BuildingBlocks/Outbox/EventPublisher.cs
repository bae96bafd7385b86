using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// Hands events to the sidecar's pub/sub in batches, as CloudEvents 1.0 with the extension attribute <c>sequence</c>. Written against Dapr's
/// own gRPC API because the SDK's bulk publish cannot set extension attributes.
/// </summary>
internal sealed class EventPublisher : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private readonly GrpcChannel channel;
    private readonly Dapr.Client.Autogen.Grpc.v1.Dapr.DaprClient sidecar;
    private readonly SidecarHeaders headers;
    private readonly string source;

    public EventPublisher(IConfiguration configuration, SidecarHeaders headers, ThisApp app)
    {
        channel = GrpcChannel.ForAddress(DaprGrpcClients.SidecarAddress(configuration));
        sidecar = new(channel);
        this.headers = headers;
        source = app.Name;
    }

    /// <summary>Publishes events of one topic.</summary>
    /// <returns>The sequence up to which the broker has taken all of them; less than the first one's when it took none.</returns>
    public async Task<long> PublishAsync(string topic, IReadOnlyList<LoggedEntry> events, CancellationToken ct)
    {
        var request = new BulkPublishRequest { PubsubName = DaprNames.PubSub, Topic = topic };
        foreach (var entry in events)
        {
            request.Entries.Add(new BulkPublishRequestEntry
            {
                EntryId = entry.Sequence.ToString(CultureInfo.InvariantCulture),
                ContentType = "application/cloudevents+json",
                Event = CloudEvent(entry),
            });
        }

        var reply = await sidecar.BulkPublishEventAsync(request, headers.ToMetadata(), DateTime.UtcNow + Deadline, ct);
        return reply.FailedEntries.Count == 0
            ? events[^1].Sequence
            : reply.FailedEntries.Min(f => long.Parse(f.EntryId, CultureInfo.InvariantCulture)) - 1;
    }

    public void Dispose() => channel.Dispose();

    private ByteString CloudEvent(LoggedEntry entry)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", entry.EventId);
            json.WriteString("source", source);
            json.WriteString("type", entry.Topic);
            json.WriteString("time", entry.OccurredAt);
            json.WriteString("datacontenttype", "application/json");
            json.WriteString("sequence", entry.Sequence.ToString(CultureInfo.InvariantCulture));
            if (entry.TraceParent is { } trace)
            {
                json.WriteString("traceparent", trace);
                json.WriteString("traceid", trace);
            }

            json.WritePropertyName("data");
            json.WriteRawValue(entry.Data);
            json.WriteEndObject();
        }

        return ByteString.CopyFrom(buffer.WrittenSpan);
    }
}
