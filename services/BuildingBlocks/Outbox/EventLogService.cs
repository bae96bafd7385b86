using Grpc.Core;
using PracticeAspire.Events.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.BuildingBlocks;

internal sealed class EventLogService(OutboxLog log) : EventLog.EventLogBase
{
    public override async Task Read(ReadEventsRequest request, IServerStreamWriter<EventBatch> responseStream, ServerCallContext context)
    {
        var after = request.After;
        while (await log.ReadAsync(request.Topic, after, context.CancellationToken) is { Count: > 0 } entries)
        {
            var batch = new EventBatch();
            batch.Events.AddRange(entries.Select(e => new LoggedEvent
            {
                Id = e.EventId.ToString(),
                Sequence = e.Sequence,
                OccurredAt = (e.OccurredAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
                Data = e.Data,
                TraceParent = e.TraceParent ?? "",
            }));
            await responseStream.WriteAsync(batch, context.CancellationToken);
            after = entries[^1].Sequence;
            if (entries.Count < OutboxLog.Batch)
                return;
        }
    }

    public override async Task<EventLogHead> Head(EventLogHeadRequest request, ServerCallContext context) =>
        new() { Sequence = await log.HeadAsync(request.Topic, context.CancellationToken) };
}
