using System.Text.Json;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// Dapr's bulk envelope, <c>{"entries":[{"entryId","event"}]}</c>, and the answer to it, <c>{"statuses":[{"entryId","status"}]}</c>. An entry
/// that the answer does not name would be delivered again.
/// </summary>
/// <param name="Events">What is one of our events.</param>
/// <param name="Nonsense">Ids of what is not.</param>
internal sealed record BulkDelivery(IReadOnlyList<(string EntryId, Incoming Event)> Events, IReadOnlyList<string> Nonsense)
{
    public static BulkDelivery From(JsonElement envelope)
    {
        var (events, nonsense) = (new List<(string, Incoming)>(), new List<string>());
        foreach (var entry in envelope.GetProperty("entries").EnumerateArray())
        {
            var id = entry.GetProperty("entryId").GetString()!;
            try
            {
                events.Add((id, Incoming.FromCloudEvent(entry.GetProperty("event"))));
            }
            catch (FormatException)
            {
                nonsense.Add(id);
            }
        }

        return new(events, nonsense);
    }

    /// <param name="statuses">Of the events, in their order.</param>
    public object Answer(IReadOnlyList<DeliveryStatus> statuses) => new
    {
        statuses = Events.Select((e, i) => Status(e.EntryId, statuses[i])).Concat(Nonsense.Select(id => Status(id, DeliveryStatus.Drop))),
    };

    private static object Status(string entryId, DeliveryStatus status) => new
    {
        entryId,
        status = status switch { DeliveryStatus.Success => "SUCCESS", DeliveryStatus.Retry => "RETRY", _ => "DROP" },
    };
}
