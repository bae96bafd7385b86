using System.Net;
using System.Security.Cryptography;
using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using NodaTime;
using PracticeAspire.Infrastructure;
using PracticeAspire.Tests;

namespace PracticeAspire.Web.Tests.Neighbourhood;

/// <summary>The web app as it is, on ports of its own, with neighbours of this test behind the sidecar's address.</summary>
internal sealed class WebHost : WebApplicationFactory<Program>
{
    private readonly int httpPort = FreePort.Next();
    private readonly int sidecarPort = FreePort.Next();
    private readonly int providerPort = FreePort.Next();
    private static readonly string EncryptionKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly WebApplication neighbours;

    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly TimeProvider time;
    private readonly TestKeycloak? keycloak;

    /// <param name="settings">Instead of, or besides, those of a test.</param>
    /// <param name="time">What sessions go by.</param>
    /// <param name="withKeycloak">Whether people sign in with Keycloak.</param>
    public WebHost(World? world = null, IReadOnlyDictionary<string, string>? settings = null, TimeProvider? time = null, bool withKeycloak = false)
    {
        World = world ?? new World();
        this.settings = settings ?? new Dictionary<string, string>();
        this.time = World.Time = time ?? TimeProvider.System;
        keycloak = withKeycloak ? new TestKeycloak($"http://localhost:{providerPort}/realms/practice") : null;
        neighbours = StartNeighbours();
        UseKestrel();
        StartServer();
    }

    public World World { get; }

    public Uri Address => new($"http://localhost:{httpPort}/");

    /// <summary>A browser without scripts: keeps cookies, follows redirects.</summary>
    public HttpClient Browser(bool followRedirects = true) =>
        new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = followRedirects, CookieContainer = new CookieContainer() }) { BaseAddress = Address };

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        foreach (var (key, value) in new Dictionary<string, string>
        {
            ["HTTP_PORT"] = $"{httpPort}",
            ["GRPC_PORT"] = $"{FreePort.Next()}",
            ["DAPR_GRPC_PORT"] = $"{sidecarPort}",
            ["APP_API_TOKEN"] = "token",
            ["Secrets:Store"] = "",
            ["clients:web"] = "secret",
            ["web:encryption-key"] = EncryptionKey,
            ["Identity:Authority"] = keycloak?.Issuer ?? $"http://localhost:{providerPort}",
        })
        {
            builder.UseSetting(key, value);
        }

        foreach (var (key, value) in settings)
            builder.UseSetting(key, value);
        builder.ConfigureLogging(l => l.SetMinimumLevel(LogLevel.Error));
        builder.ConfigureTestServices(services => services
            .Replace(ServiceDescriptor.Singleton<IClock>(World.Clock))
            .Replace(ServiceDescriptor.Singleton(time)));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            neighbours.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private WebApplication StartNeighbours()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.ListenLocalhost(sidecarPort, o => o.Protocols = HttpProtocols.Http2);
            k.ListenLocalhost(providerPort, o => o.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddSingleton(World);
        builder.Services.AddGrpc(o => o.Interceptors.Add<Road>());
        builder.Services.AddSingleton<IServiceMethodProvider<StateNeighbour>, StateMethods>();
        var app = builder.Build();
        app.MapGrpcService<StateNeighbour>();
        app.MapGrpcService<AccessNeighbour>();
        app.MapGrpcService<RolesNeighbour>();
        app.MapGrpcService<ColleaguesNeighbour>();
        app.MapGrpcService<PeopleNeighbour>();
        app.MapGrpcService<AccountsNeighbour>();
        app.MapGrpcService<LinkedIdentitiesNeighbour>();
        app.MapGrpcService<ProxiesNeighbour>();
        app.MapGrpcService<PatientsNeighbour>();
        app.MapGrpcService<ExportNeighbour>();
        app.MapGrpcService<ImportNeighbour>();
        app.MapGrpcService<AuditNeighbour>();
        app.MapGrpcService<BookingNeighbour>();
        app.MapGrpcService<CalendarNeighbour>();
        app.MapGrpcService<SlotsNeighbour>();
        app.MapGrpcService<SchedulesNeighbour>();
        app.MapGrpcService<NoticesNeighbour>();
        app.MapGrpcService<DeliveriesNeighbour>();
        app.MapGrpcService<ReportsNeighbour>();
        app.MapGrpcService<ChartsNeighbour>();
        app.MapGrpcService<EntriesNeighbour>();
        app.MapGrpcService<AttachmentsNeighbour>();
        app.MapGrpcService<DraftsNeighbour>();
        app.MapGrpcService<RecordAccessNeighbour>();
        app.MapGrpcService<LedgerNeighbour>();
        app.MapGrpcService<RecordImportNeighbour>();
        app.MapGrpcService<SignInsNeighbour>();
        if (keycloak is not null)
            app.MapKeycloak(keycloak, () => new(Guid.Parse(World.SigningIn.Id), World.SigningIn.Roles, World.HasSecondFactor), World.AskedOfProvider);
        else
            app.MapIdentityProvider(World, $"http://localhost:{providerPort}");
        app.StartAsync().GetAwaiter().GetResult();
        return app;
    }
}
