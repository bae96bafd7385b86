using PracticeAspire.Sidecar.App;
using PracticeAspire.Sidecar.PubSub.Redis;
using PracticeAspire.Sidecar.Resiliency;
using PracticeAspire.Sidecar.Resources;
using PracticeAspire.Sidecar.Tracing;
using StackExchange.Redis;

namespace PracticeAspire.Sidecar.PubSub;

/// <summary>The running subscriptions of the app.</summary>
internal sealed class Consumers(
    ComponentSet components, AppChannel app, AppHealth health, Publisher publisher, Policies policies, HopTracing tracing, ILogger<Consumers> log)
{
    private readonly Gate gate = new();
    private readonly List<Subscription> running = [];

    public IReadOnlyList<Subscription> Running
    {
        get
        {
            lock (running)
                return [.. running];
        }
    }

    public async Task Start(IEnumerable<Subscription> subscriptions, CancellationToken cancellation)
    {
        gate.Set(health.IsHealthy);
        health.Changed += gate.Set;
        await Task.WhenAll(subscriptions.Select(subscription => StartOne(subscription, cancellation)));
    }

    private async Task StartOne(Subscription subscription, CancellationToken cancellation)
    {
        if (!components.PubSubs.TryGetValue(subscription.PubSub, out var pubSub))
        {
            log.LogError("the app subscribes to {Topic} of pubsub {PubSub}, which is not there", subscription.Topic, subscription.PubSub);
            return;
        }
        if (!pubSub.Scopes.MaySubscribe(subscription.Topic))
        {
            log.LogError("the app may not subscribe to {Topic} of pubsub {PubSub}", subscription.Topic, subscription.PubSub);
            return;
        }
        MessageHandler deliver = subscription.Bulk is { } window
            ? new BulkDelivery(subscription, window, app, health, publisher, policies, tracing, log).Handle
            : new Delivery(subscription, app, health, publisher, policies, tracing, log).Handle;
        while (!await TrySubscribe(pubSub, subscription, deliver))
            await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
        lock (running)
            running.Add(subscription);
    }

    private async Task<bool> TrySubscribe(PubSubComponent pubSub, Subscription subscription, MessageHandler deliver)
    {
        try
        {
            await pubSub.Broker.Subscribe(subscription.Topic, deliver, gate);
            return true;
        }
        catch (RedisException e)
        {
            log.LogError("subscribing to {Topic} failed and is tried again: {Problem}", subscription.Topic, e.Message);
            return false;
        }
    }

    public Task Drain(TimeSpan grace) => Task.WhenAll(components.PubSubs.Values.Select(pubSub => pubSub.Broker.Drain(grace)));
}
