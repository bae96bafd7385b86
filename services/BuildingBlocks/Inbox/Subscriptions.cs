using System.Collections.Frozen;
using Grpc.Core;
using Grpc.Net.ClientFactory;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PracticeAspire.Events.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.BuildingBlocks;

/// <summary>Everything this service listens to.</summary>
public sealed class Subscriptions : BackgroundService
{
    // A rebuild keeps all deliveries waiting, so a source that hangs must not keep the rebuild.
    private static readonly TimeSpan OneTopic = TimeSpan.FromMinutes(30);

    private readonly FrozenDictionary<string, Subscription> byTopic;
    private readonly FrozenDictionary<string, Deliveries> deliveries;
    private readonly GrpcClientFactory clients;
    private readonly ILogger<Subscriptions> log;

    internal Subscriptions(IEnumerable<Subscription> subscriptions, GrpcClientFactory clients, ILogger<Subscriptions> log)
    {
        byTopic = subscriptions.ToFrozenDictionary(s => s.Topic);
        deliveries = byTopic.Values.ToFrozenDictionary(s => s.Topic, s => new Deliveries(s, log));
        this.clients = clients;
        this.log = log;
    }

    /// <summary>
    /// Forgets what was heard and hears it all again from the sources' logs, in one transaction: readers see the old tables until the new ones
    /// are whole, events that arrive meanwhile wait, and a process that dies on the way has changed nothing.
    /// </summary>
    /// <param name="clear">Empties the tables that the subscribers fill.</param>
    /// <param name="progress">Told how many events are done, and of how many.</param>
    public async Task RebuildAsync(Func<ServiceDb, CancellationToken, Task> clear, Func<long, long, Task> progress, CancellationToken ct)
    {
        var heads = new Dictionary<string, long>();
        foreach (var subscription in byTopic.Values)
            heads[subscription.Topic] = (await Log(subscription).HeadAsync(new() { Topic = subscription.Topic }, cancellationToken: ct)).Sequence;

        await using var scope = byTopic.Values[0].OpenScope();
        var db = byTopic.Values[0].Db(scope.ServiceProvider);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        foreach (var topic in byTopic.Keys.Order(StringComparer.Ordinal))
            await InboxLog.LockAsync(db, topic, ct);
        await clear(db, ct);

        var (done, total) = (0L, heads.Values.Sum());
        foreach (var subscription in byTopic.Values)
        {
            var last = 0L;
            using var call = Log(subscription).Read(new() { Topic = subscription.Topic }, deadline: DateTime.UtcNow + OneTopic, cancellationToken: ct);
            await foreach (var batch in call.ResponseStream.ReadAllAsync(ct))
            {
                await subscription.HandleAsync(scope.ServiceProvider, [.. batch.Events.Select(e => Incoming.From(subscription.Topic, e))], ct);
                await db.SaveChangesAsync(ct);
                db.ChangeTracker.Clear();
                last = batch.Events[^1].Sequence;
                done += batch.Events.Count;
                await progress(done, Math.Max(total, done));
            }

            await InboxLog.ResetAsync(db, subscription.Topic, last, ct);
        }

        await transaction.CommitAsync(ct);
    }

    internal Deliveries? On(string topic) => deliveries.GetValueOrDefault(topic);

    internal Subscription? To(string topic) => byTopic.GetValueOrDefault(topic);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(byTopic.Values.Select(subscription =>
        new CatchUp(subscription, deliveries[subscription.Topic], clients, log).RunAsync(stoppingToken)));

    private EventLog.EventLogClient Log(Subscription subscription) => clients.CreateClient<EventLog.EventLogClient>(DaprGrpcClients.NameOf<EventLog.EventLogClient>(subscription.Source));
}
