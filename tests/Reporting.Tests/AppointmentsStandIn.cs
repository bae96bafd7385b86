using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Events.Contracts;
using PracticeAspire.Infrastructure;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;

namespace PracticeAspire.Reporting.Tests;

internal sealed class SourceDb(DbContextOptions<SourceDb> options) : ServiceDb(options);

/// <summary>
/// A source of events where the appointments service would be: the real outbox and event log on a real database, with nothing in front of it.
/// It also gives the service its own token.
/// </summary>
internal sealed class AppointmentsStandIn : IAsyncDisposable
{
    private readonly WebApplication app;

    private AppointmentsStandIn(WebApplication app, int httpPort, int grpcPort) => (this.app, HttpPort, GrpcPort) = (app, httpPort, grpcPort);

    public int HttpPort { get; }

    public int GrpcPort { get; }

    public static async Task<AppointmentsStandIn> StartAsync()
    {
        var (http, grpc) = (FreePort.Next(), FreePort.Next());
        var database = await TestPostgres.CreateDatabaseAsync("source");
        var builder = WebApplication.CreateBuilder(
        [
            $"--HTTP_PORT={http}", $"--GRPC_PORT={grpc}", $"--ConnectionStrings:source={database}", $"--Identity:Authority={TestIdentity.Authority}",
            $"--APP_API_TOKEN={ReportingHost.SidecarToken}", "--DAPR_GRPC_PORT=1", "--environment=Production",
        ]);
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults(AppNames.Appointments);
        builder.AddServiceDatabase<SourceDb>("source");
        builder.AddGrpcServices();
        builder.AddOutbox<SourceDb>();
        builder.Services.Trust(TestIssuer.Own);
        builder.Services.AddSingleton(new Doors(new Dictionary<string, Who>(PolicyTable.Of(AppNames.Appointments))
        {
            ["GET /.well-known/openid-configuration"] = Who.Anyone,
            ["POST /token"] = Who.Anyone,
        }));
        await CreateTablesAsync(database);

        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapEventLog();
        app.MapGet("/.well-known/openid-configuration", () => new { token_endpoint = $"http://localhost:{http}/token" });
        app.MapPost("/token", () => new { access_token = TestIdentity.TokenForService(AppNames.Reporting), expires_in = 600 });
        await app.StartAsync();
        return new AppointmentsStandIn(app, http, grpc);
    }

    public async Task PublishAsync(IEnumerable<Action<ServiceDb>> publishes)
    {
        foreach (var transaction in publishes.Chunk(1000))
        {
            await using var scope = app.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<SourceDb>();
            foreach (var publish in transaction)
                publish(db);
            await db.SaveChangesAsync();
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static async Task CreateTablesAsync(string database)
    {
        var options = new DbContextOptionsBuilder<SourceDb>().UseNpgsql(database, o => o.UseNodaTime()).UseSnakeCaseNamingConvention();
        await using var db = new SourceDb(options.Options);
        await db.Database.EnsureCreatedAsync();
    }
}
