using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using PracticeAspire.Sidecar.App;
using PracticeAspire.Sidecar.PubSub.Redis;
using PracticeAspire.Sidecar.Resiliency;
using PracticeAspire.Sidecar.Resources;
using PracticeAspire.Sidecar.Tracing;

namespace PracticeAspire.Sidecar.PubSub;

/// <summary>Brings messages of one subscription to the app and reads its answer the way daprd does.</summary>
internal sealed class Delivery(Subscription subscription, AppChannel app, AppHealth health, Publisher publisher, Policies policies, HopTracing tracing, ILogger log)
{
    private const string NoTrace = "00-00000000000000000000000000000000-0000000000000000-00";

    private readonly DeadLetters deadLetters = new(subscription, publisher);
    private readonly Routes routes = Routes.From(subscription);

    private enum Outcome
    {
        Done,
        Dropped,
    }

    public async Task Handle(RedisMessage message, CancellationToken cancellation)
    {
        try
        {
            var body = subscription.RawPayload ? CloudEvents.FromRaw(subscription.PubSub, subscription.Topic, message.Data) : message.Data;
            var envelope = EventEnvelope.Read(body);
            if (envelope.IsExpired || routes.PathFor(body) is not { } path)
            {
                await deadLetters.Add(message);
                return;
            }
            var policy = policies.Inbound(subscription.PubSub) ?? Policy.None;
            var outcome = await policy.Run(_ => Attempt(path, body, envelope, message), cancellation);
            if (outcome == Outcome.Dropped)
            {
                log.LogWarning("the app dropped message {Id} of {Topic}", message.Id, subscription.Topic);
                await deadLetters.Add(message);
            }
        }
        catch (Exception e) when (e is CallFailed or JsonException && deadLetters.Exist)
        {
            log.LogWarning("message {Id} of {Topic} goes to {DeadLetters}: {Problem}", message.Id, subscription.Topic, subscription.DeadLetterTopic, e.Message);
            await deadLetters.Add(message);
        }
    }

    private async Task<Outcome> Attempt(string path, byte[] body, EventEnvelope envelope, RedisMessage message)
    {
        if (!health.IsHealthy)
            throw new CallFailed(FailureKind.Connection, "app is not in a healthy state");
        using var span = tracing.Start("pubsub/" + subscription.Topic, ActivityKind.Consumer, envelope.TraceParent, envelope.TraceState);
        using var request = NewRequest(path, body, envelope, message, span);
        try
        {
            // No timeout of its own: a slow handler is given a second delivery, never cut off.
            using var response = await app.Client.SendAsync(request, CancellationToken.None);
            return await Judge(response);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            throw new CallFailed(FailureKind.Connection, e.Message, inner: e);
        }
    }

    private HttpRequestMessage NewRequest(string path, byte[] body, EventEnvelope envelope, RedisMessage message, Activity? span)
    {
        var request = app.NewRequest(HttpMethod.Post, path);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents+json");
        request.Headers.TryAddWithoutValidation("pubsubName", subscription.PubSub);
        request.Headers.TryAddWithoutValidation("User-Agent", app.HttpVersion.Major == 2 ? "Go-http-client/2.0" : "Go-http-client/1.1");
        foreach (var (name, value) in message.Metadata)
            request.Headers.TryAddWithoutValidation(name, value);
        var traceParent = span?.Id ?? envelope.TraceParent;
        request.Headers.TryAddWithoutValidation("traceparent", traceParent is { Length: > 0 } ? traceParent : NoTrace);
        if (envelope.TraceState is { Length: > 0 } state)
            request.Headers.TryAddWithoutValidation("tracestate", state);
        return request;
    }

    private static async Task<Outcome> Judge(HttpResponseMessage response)
    {
        var code = (int)response.StatusCode;
        if (code == 404)
            return Outcome.Dropped;
        if (code is < 200 or > 299)
            throw new CallFailed(FailureKind.Http, $"the app answered with status code {code}", code);
        return Status(await response.Content.ReadAsByteArrayAsync()) switch
        {
            null or "" or "SUCCESS" => Outcome.Done,
            "DROP" => Outcome.Dropped,
            "RETRY" => throw new CallFailed(FailureKind.Connection, "the app answered RETRY"),
            var other => throw new CallFailed(FailureKind.Connection, $"the app answered with the unknown status '{other}'"),
        };
    }

    // Any JSON answer that happens to have a "status" is read as one; that is how daprd is.
    private static string? Status(byte[] body)
    {
        if (body.Length == 0)
            return null;
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String
                ? status.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
