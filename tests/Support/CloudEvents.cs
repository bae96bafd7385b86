using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Events.Contracts;

namespace PracticeAspire.Tests;

public static class CloudEvents
{
    /// <summary>Delivers an event as the sidecar would; fails when the service does not take it.</summary>
    public static async Task HearAsync<TProgram, TEvent>(
        this ServiceHost<TProgram> host, TEvent fact, long sequence, Guid eventId, DateTimeOffset at)
        where TProgram : class
        where TEvent : IEvent
    {
        var entry = new
        {
            entryId = eventId,
            contentType = "application/cloudevents+json",
            @event = new
            {
                specversion = "1.0",
                id = eventId,
                source = TEvent.Topic.Split('.')[0],
                type = TEvent.Topic,
                time = at,
                datacontenttype = "application/json",
                sequence = sequence.ToString(CultureInfo.InvariantCulture),
                data = JsonSerializer.SerializeToElement(fact, EventJson.Options),
            },
        };
        using var content = JsonContent.Create(new { topic = TEvent.Topic, pubsubname = "pubsub", entries = new[] { entry } });
        using var answer = await host.DeliverAsync($"/dapr/events/{TEvent.Topic}", content);
        answer.EnsureSuccessStatusCode();
        var status = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("statuses")[0].GetProperty("status").GetString();
        if (status != "SUCCESS")
            throw new InvalidOperationException($"The service did not take {TEvent.Topic}: {status}.");
    }
}
