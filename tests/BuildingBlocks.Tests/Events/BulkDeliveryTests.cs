using System.Text.Json;

namespace PracticeAspire.BuildingBlocks.Tests.Events;

public sealed class BulkDeliveryTests
{
    private const string Envelope = """
        {"entries":[
            {"entryId":"a","event":{"id":"0197a3c2-7d0e-7c1a-9f53-2b8f6d0c4e11","type":"kitchen.added.v1","time":"2026-03-04T14:00:00Z","sequence":"7","data":{"amount":1}}},
            {"entryId":"b","event":{"id":"no event of ours"}},
            {"entryId":"c","event":{"id":"0197a3c2-7d0e-7c1a-9f53-2b8f6d0c4e12","type":"kitchen.added.v1","time":"2026-03-04T14:00:00Z","sequence":"8","data":{"amount":2}}}]}
        """;

    [Fact]
    public void Each_entry_is_answered_by_its_own_id_and_nonsense_is_dropped()
    {
        var bulk = BulkDelivery.From(JsonDocument.Parse(Envelope).RootElement);

        Assert.Equal([7L, 8L], bulk.Events.Select(e => e.Event.Sequence));
        Assert.Equal("a SUCCESS, c DROP, b DROP", Answer(bulk, DeliveryStatus.Success, DeliveryStatus.Drop));
    }

    [Fact]
    public void When_one_comes_again_all_do()
    {
        var bulk = BulkDelivery.From(JsonDocument.Parse(Envelope).RootElement);

        Assert.Equal("a RETRY, c RETRY, b RETRY", Answer(bulk, DeliveryStatus.Success, DeliveryStatus.Retry));
    }

    private static string Answer(BulkDelivery bulk, params DeliveryStatus[] statuses) => string.Join(", ",
        JsonSerializer.SerializeToElement(bulk.Answer(statuses)).GetProperty("statuses").EnumerateArray()
            .Select(s => $"{s.GetProperty("entryId").GetString()} {s.GetProperty("status").GetString()}"));
}
