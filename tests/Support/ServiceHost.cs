using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Testing;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Tests;

/// <summary>
/// A service as it is, in this process, on a real PostgreSQL with a database of its own. Time is a fake clock; callers are who they say.
/// Its sidecar is not there: what it publishes waits in the outbox, what it should hear is delivered by <see cref="DeliverAsync"/>.
/// </summary>
public class ServiceHost<TProgram>(string name) : WebApplicationFactory<TProgram>
    where TProgram : class
{
    public const string AppToken = "token-of-the-sidecar";
    private readonly Lazy<(string Service, string Superuser)> database =
        new(() => TestPostgres.CreateServiceDatabaseAsync(name).GetAwaiter().GetResult());

    private readonly string anchorFolder = Directory.CreateTempSubdirectory("practice-test-anchor-").FullName;

    /// <summary>Tuesday, 2026-03-03, 12:00 UTC; noon in winter, weeks before both sides of the Atlantic change their clocks.</summary>
    public FakeClock Clock { get; } = new(Instant.FromUtc(2026, 3, 3, 12, 0));

    /// <summary>The service's rows of the policy table, for a test to change.</summary>
    public Dictionary<string, Who> Policies { get; } = PolicyTable.Of(name);

    /// <summary>The identity provider the service is set up with.</summary>
    public TestIssuer Issuer { get; protected init; } = TestIssuer.Own;

    /// <summary>With Keycloak: whether everyone a token was made for is known in the directory, or the directory itself is asked.</summary>
    protected bool EveryoneIsKnown { get; init; } = true;

    public string ConnectionString => database.Value.Service;

    public string SuperuserConnectionString => database.Value.Superuser;

    /// <summary>What the service's audit log was, outside its database.</summary>
    public string AnchorFile => Path.Combine(anchorFolder, $"{name}.anchor");

    /// <summary>A way to call the service as a person in some roles.</summary>
    public CallInvoker As(Guid person, params string[] roles) => WithToken(Issuer.ForPerson(person, roles));

    public CallInvoker AsService(string appName) => WithToken(Issuer.ForService(appName));

    public CallInvoker AsNobody() => WithToken(null);

    public CallInvoker WithToken(string? token) => Channel().Intercept(headers =>
    {
        headers.Add("dapr-api-token", AppToken);
        if (token is not null)
            headers.Add("authorization", $"Bearer {token}");
        return headers;
    });

    /// <summary>A way to call the service round its sidecar: without the sidecar's token.</summary>
    public CallInvoker RoundTheSidecar(string token) => Channel().Intercept(headers =>
    {
        headers.Add("authorization", $"Bearer {token}");
        return headers;
    });

    /// <summary>Sends what the sidecar would: a POST with its token.</summary>
    public async Task<HttpResponseMessage> DeliverAsync(string route, HttpContent cloudEvent)
    {
        using var http = new HttpClient(Server.CreateHandler()) { BaseAddress = Server.BaseAddress };
        http.DefaultRequestHeaders.Add("dapr-api-token", AppToken);
        return await http.PostAsync(route, cloudEvent);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environments.Production);
        builder.UseSetting($"ConnectionStrings:{name}", ConnectionString);
        builder.UseSetting("Identity:Authority", Issuer.Issuer);
        builder.UseSetting("APP_API_TOKEN", AppToken);
        builder.UseSetting("Secrets:Store", "");
        builder.UseSetting("Audit:AnchorFolder", anchorFolder);
        builder.UseSetting("Audit:SealEvery", "00:00:00");
        builder.UseSetting("DAPR_GRPC_PORT", "1");
        builder.ConfigureLogging(l => l.SetMinimumLevel(LogLevel.Warning));
        builder.ConfigureTestServices(services =>
        {
            services.Trust(Issuer);
            if (EveryoneIsKnown && Issuer is TestKeycloak keycloak)
                services.Replace(ServiceDescriptor.Singleton<ILinkedPeople>(new EveryoneIsKnown(keycloak)));
            services.Replace(ServiceDescriptor.Singleton(new Doors(Policies)));
            services.Replace(ServiceDescriptor.Singleton<IClock>(Clock));
        });
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(anchorFolder))
            Directory.Delete(anchorFolder, recursive: true);
    }

    private GrpcChannel Channel() => GrpcChannel.ForAddress(Server.BaseAddress, new GrpcChannelOptions { HttpHandler = Server.CreateHandler() });
}
