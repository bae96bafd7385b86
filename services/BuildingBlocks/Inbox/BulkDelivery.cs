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

    /// <summary>
    /// When one is to come again, all do, which changes nothing for those that were applied: daprd finds a dropped entry by its place in the
    /// first request, which it no longer has once a part of them is retried.
    /// </summary>
    /// <param name="statuses">Of the events, in their order.</param>
    public object Answer(IReadOnlyList<DeliveryStatus> statuses)
    {
        var again = statuses.Contains(DeliveryStatus.Retry);
        return new
        {
            statuses = Events.Select((e, i) => Status(e.EntryId, again ? DeliveryStatus.Retry : statuses[i]))
                .Concat(Nonsense.Select(id => Status(id, again ? DeliveryStatus.Retry : DeliveryStatus.Drop))),
        };
    }

    private static object Status(string entryId, DeliveryStatus status) => new
    {
        entryId,
        status = status switch { DeliveryStatus.Success => "SUCCESS", DeliveryStatus.Retry => "RETRY", _ => "DROP" },
    };
}
