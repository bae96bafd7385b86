using System.Text.Json;
using Grpc.Net.ClientFactory;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using PracticeAspire.Events.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.BuildingBlocks;

public static class SubscriptionExtensions
{
    // The publisher's relay brings them in bursts; the sidecar waits just long enough to have a burst together.
    private static readonly DaprBulkSubscribe CloseTogether = new(Enabled: true, MaxMessagesCount: 100, MaxAwaitDurationMs: 2);

    /// <summary>
    /// Hears every <typeparamref name="TEvent"/> of the service <paramref name="source"/>, also those from before this service existed, each
    /// applied exactly once whatever the broker does.
    /// </summary>
    public static WebApplicationBuilder AddSubscription<TDb, TEvent, TSubscriber>(this WebApplicationBuilder builder, string source)
        where TDb : ServiceDb
        where TEvent : IEvent
        where TSubscriber : class, ISubscriber<TEvent>
    {
        var services = builder.Services;
        services.AddScoped<TSubscriber>();
        services.AddSingleton<Subscription>(s => new Subscription<TDb, TEvent, TSubscriber>(s.GetRequiredService<IServiceScopeFactory>(), source));
        services.AddSingleton(s => new DaprSubscription(
            DaprNames.PubSub, TEvent.Topic, $"dapr/events/{TEvent.Topic}", DeadLetterTopic(s.GetRequiredService<ThisApp>()), CloseTogether));

        if (services.Any(d => d.ServiceType == typeof(Subscriptions)))
            return builder.AddEventLogClient(source);

        services.AddSingleton(s => new Subscriptions(
            s.GetServices<Subscription>(), s.GetRequiredService<GrpcClientFactory>(), s.GetRequiredService<ILogger<Subscriptions>>()));
        services.AddHostedService(s => s.GetRequiredService<Subscriptions>());
        services.AddSingleton(s =>
        {
            var topic = DeadLetterTopic(s.GetRequiredService<ThisApp>());
            return new DaprSubscription(DaprNames.PubSub, topic, "dapr/dead-letters", DeadLetterTopic: null, BulkSubscribe: null);
        });
        builder.WarmUp("subscriptions", async (provider, ct) =>
        {
            foreach (var subscription in provider.GetServices<Subscription>())
                await subscription.RehearseAsync(ct);
        });
        return builder.AddEventLogClient(source);
    }

    /// <summary>The routes the sidecar delivers to, and the operator's view of what could not be applied.</summary>
    public static IEndpointRouteBuilder MapSubscriptions(this IEndpointRouteBuilder app)
    {
        app.MapPost("/dapr/events/{topic}", DeliverAsync);
        app.MapPost("/dapr/dead-letters", ApplyOrSetAsideAsync);
        app.MapGrpcService<DeadLettersService>();
        return app;
    }

    // The token of the sidecar was checked before these routes were reached. What is answered with RETRY comes again by its retry policy.
    private static async Task<IResult> DeliverAsync(string topic, JsonElement delivery, Subscriptions subscriptions, CancellationToken ct)
    {
        if (subscriptions.On(topic) is not { } deliveries)
            return Results.NotFound();

        var bulk = BulkDelivery.From(delivery);
        var statuses = await deliveries.ApplyAsync([.. bulk.Events.Select(e => e.Event)], ct);
        return Results.Json(bulk.Answer(statuses));
    }

    private static async Task<IResult> ApplyOrSetAsideAsync(JsonElement cloudEvent, Subscriptions subscriptions, CancellationToken ct)
    {
        var incoming = Incoming.FromCloudEvent(cloudEvent);
        if (subscriptions.To(incoming.Topic) is not { } subscription)
            return Results.NotFound();

        // What ends here mostly ends here because this process was away for longer than the broker's patience, so it gets one more chance.
        try
        {
            await subscription.ApplyAsync([incoming], ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested && !Transient.Is(failure))
        {
            await using var scope = subscription.OpenScope();
            await InboxLog.SetAsideAsync(
                subscription.Db(scope.ServiceProvider), incoming, $"{failure.GetType().Name}: {failure.Message}", ct);
        }

        return Results.Ok();
    }

    private static WebApplicationBuilder AddEventLogClient(this WebApplicationBuilder builder, string source)
    {
        if (!builder.Services.Any(d => d.ServiceType == typeof(EventLogOf) && d.ImplementationInstance is EventLogOf known && known.Source == source))
        {
            builder.Services.AddSingleton(new EventLogOf(source));
            builder.Services.AddDaprGrpcClient<EventLog.EventLogClient>(source);
        }

        return builder;
    }

    private static string DeadLetterTopic(ThisApp app) => $"{app.Name}.dead-letters";

    private sealed record EventLogOf(string Source);
}
