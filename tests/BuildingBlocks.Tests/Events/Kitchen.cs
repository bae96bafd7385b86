using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.ClientFactory;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using PracticeAspire.Events.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;

namespace PracticeAspire.BuildingBlocks.Tests.Events;

/// <summary>An event whose effect shows at once when it is applied twice or not at all.</summary>
public sealed record Added(Guid Id, long Version, long Amount) : IEvent
{
    public static string Topic => "kitchen.added.v1";

    public Guid AggregateId => Id;
}

public sealed class KitchenDb(DbContextOptions<KitchenDb> options) : ServiceDb(options)
{
    public DbSet<Total> Totals => Set<Total>();
}

public sealed class Total
{
    public int Id { get; init; }

    public long Amount { get; set; }

    public long Count { get; set; }
}

/// <summary>Adds up, and breaks down when it is told to.</summary>
public sealed class WhenAdded(KitchenDb db, Breakdowns breakdowns) : ISubscriber<Added>
{
    public async Task Handle(IReadOnlyList<Received<Added>> events, CancellationToken ct)
    {
        var total = await db.Totals.FromSql($"SELECT * FROM totals FOR UPDATE").SingleAsync(ct);
        total.Amount += events.Sum(e => e.Event.Amount);
        total.Count += events.Count;
        if (breakdowns.Next(events))
            throw new InvalidOperationException("The kitchen is on fire.");
    }
}

/// <summary>Decides which attempts fail after their work is done and before it is committed.</summary>
public sealed class Breakdowns
{
    public Func<IReadOnlyList<Received<Added>>, bool> Next { get; set; } = _ => false;
}

/// <summary>A publisher and a subscriber, each with a real database, joined by nothing: the test is the broker.</summary>
public sealed class Kitchen : IAsyncLifetime
{
    private WebApplication? source;
    private ServiceProvider? subscriber;

    internal OutboxLog Outbox => source!.Services.GetRequiredService<OutboxLog>();

    internal Subscription Subscription { get; private set; } = null!;

    internal GrpcClientFactory Logs => new OneLog(source!.GetTestServer());

    public Breakdowns Breakdowns { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        AddDatabase(builder.Services, await TestPostgres.CreateDatabaseAsync("source"));
        builder.Services.AddSingleton<OutboxLog>();
        builder.Services.AddGrpc();
        source = builder.Build();
        source.MapEventLog();
        await source.StartAsync();

        var services = new ServiceCollection().AddSingleton(Breakdowns).AddScoped<WhenAdded>().AddLogging();
        AddDatabase(services, await TestPostgres.CreateDatabaseAsync("subscriber"));
        subscriber = services.BuildServiceProvider();
        Subscription = new Subscription<KitchenDb, Added, WhenAdded>(subscriber.GetRequiredService<IServiceScopeFactory>(), "source");

        await InAsync(source.Services, db => db.Database.EnsureCreatedAsync());
        await InAsync(subscriber, db => db.Database.EnsureCreatedAsync());
        await ClearAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await source!.DisposeAsync();
        await subscriber!.DisposeAsync();
    }

    public async Task ClearAsync()
    {
        Breakdowns.Next = _ => false;
        await InAsync(source!.Services, db => db.Database.ExecuteSqlAsync($"TRUNCATE outbox, topic_head RESTART IDENTITY"));
        await InAsync(subscriber!, db => db.Database.ExecuteSqlAsync($"TRUNCATE inbox, inbox_head, dead_letter, totals RESTART IDENTITY"));
        await InAsync(subscriber!, db => db.Database.ExecuteSqlAsync($"INSERT INTO totals (amount, count) VALUES (0, 0)"));
    }

    /// <summary>Announces amounts in one transaction, which may come to nothing.</summary>
    public Task PublishAsync(IEnumerable<long> amounts, bool commit) => InAsync(source!.Services, async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        foreach (var amount in amounts)
            db.Publish(new Added(Guid.CreateVersion7(), 1, amount));
        await db.SaveChangesAsync();
        if (commit)
            await transaction.CommitAsync();
        return commit;
    });

    public Task<Total> TotalAsync() => InAsync(subscriber!, db => db.Totals.AsNoTracking().SingleAsync());

    public Task<T> InSubscriberAsync<T>(Func<KitchenDb, Task<T>> work) => InAsync(subscriber!, work);

    private static void AddDatabase(IServiceCollection services, string connectionString)
    {
        services.AddSingleton(_ => NpgsqlDataSource.Create(connectionString));
        services.AddDbContextPool<KitchenDb>((provider, options) =>
            options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()).UseSnakeCaseNamingConvention());
    }

    private static async Task<T> InAsync<T>(IServiceProvider services, Func<KitchenDb, Task<T>> work)
    {
        await using var scope = services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<KitchenDb>());
    }

    private sealed class OneLog(TestServer server) : GrpcClientFactory
    {
        public override TClient CreateClient<TClient>(string name)
            where TClient : class
        {
            var channel = GrpcChannel.ForAddress(server.BaseAddress, new GrpcChannelOptions { HttpHandler = server.CreateHandler() });
            return (TClient)(object)new EventLog.EventLogClient(channel);
        }
    }
}
