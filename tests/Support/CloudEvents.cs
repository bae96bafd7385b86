using System.Globalization;
using System.Text;
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
        var cloudEvent = JsonSerializer.Serialize(new
        {
            specversion = "1.0",
            id = eventId,
            source = TEvent.Topic.Split('.')[0],
            type = TEvent.Topic,
            time = at,
            datacontenttype = "application/json",
            sequence = sequence.ToString(CultureInfo.InvariantCulture),
            data = JsonSerializer.SerializeToElement(fact, EventJson.Options),
        });
        using var content = new StringContent(cloudEvent, Encoding.UTF8, "application/cloudevents+json");
        using var answer = await host.DeliverAsync($"/dapr/events/{TEvent.Topic}", content);
        answer.EnsureSuccessStatusCode();
    }
}
