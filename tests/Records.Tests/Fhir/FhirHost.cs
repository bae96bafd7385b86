using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PracticeAspire.Infrastructure;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using PracticeAspire.Users.Contracts;
using Task = System.Threading.Tasks.Task;

namespace PracticeAspire.Records.Tests.Fhir;

/// <summary>The records service with a users service that knows every patient with an identifier, but those the test says it does not.</summary>
public sealed class FhirHost : RecordsHost, IAsyncLifetime
{
    private WebApplication? users;

    internal PeopleOfUsers People => users!.Services.GetRequiredService<PeopleOfUsers>();

    public async ValueTask InitializeAsync()
    {
        var (http, grpc) = (FreePort.Next(), FreePort.Next());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<PeopleOfUsers>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(http);
            kestrel.ListenLocalhost(grpc, o => o.Protocols = HttpProtocols.Http2);
        });
        users = builder.Build();
        users.MapGrpcService<PeopleOfUsers>();
        users.MapGet("/.well-known/openid-configuration", () => new { token_endpoint = $"http://localhost:{http}/token" });
        users.MapPost("/token", () => Results.Ok(new { access_token = TestIdentity.TokenForService(AppNames.Records), expires_in = 600 }));
        await users.StartAsync();
        (IdentityPort, SidecarPort) = (http, grpc);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await users!.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What web does with a file that an administrator uploads.</summary>
    internal async Task<List<Contracts.ImportProgress>> ImportAsync(byte[] bundle, int chunk = 60_000, Guid? administrator = null)
    {
        var client = new RecordImport.RecordImportClient(As(administrator ?? Guid.CreateVersion7(), Roles.Administrator));
        using var call = client.ImportBundle();
        var progress = new List<Contracts.ImportProgress>();
        var reading = ReadAsync();
        try
        {
            for (var at = 0; at < bundle.Length || at == 0; at += chunk)
                await call.RequestStream.WriteAsync(new() { FileName = at == 0 ? "test.json" : "", Content = ByteString.CopyFrom(bundle.AsSpan(at, Math.Min(chunk, bundle.Length - at))) });
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // The service has refused before the end; reading says why.
        }

        await reading;
        return progress;

        async Task ReadAsync()
        {
            await foreach (var step in call.ResponseStream.ReadAllAsync())
                progress.Add(step);
        }
    }

    internal async Task<Contracts.ImportReport> ImportAsync(string bundle) => (await ImportAsync(Encoding.UTF8.GetBytes(bundle)))[^1].Report;

    /// <summary>What a program gets with someone's token.</summary>
    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path, Guid? person, string role = Roles.Patient)
    {
        using var http = new HttpClient(Server.CreateHandler()) { BaseAddress = Server.BaseAddress };
        if (person is { } caller)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Issuer.ForPerson(caller, [role]));
        using var answer = await http.GetAsync(path);
        if (answer.IsSuccessStatusCode)
            Assert.Equal(("application/fhir+json", true), (answer.Content.Headers.ContentType?.MediaType, answer.Headers.CacheControl?.NoStore));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The same, read as strictly as FHIR allows.</summary>
    public async Task<T> FhirAsync<T>(string path, Guid? person, string role = Roles.Patient, HttpStatusCode status = HttpStatusCode.OK)
        where T : Resource
    {
        var (answered, body) = await GetAsync(path, person, role);
        Assert.True(status == answered, $"{path}: {answered} {body}");
        return Assert.IsType<T>(Strictly(body));
    }

    /// <summary>Every page of a search.</summary>
    public async Task<List<Resource>> AllAsync(string path, Guid person, string role = Roles.Patient)
    {
        var all = new List<Resource>();
        for (string? next = path; next is not null;)
        {
            var bundle = await FhirAsync<Bundle>(next, person, role);
            Assert.Contains(bundle.Link, l => l.Relation == "self");
            all.AddRange(bundle.Entry.Select(e => e.Resource!));
            next = bundle.Link.Find(l => l.Relation == "next")?.Url is { } url ? new Uri(url).PathAndQuery : null;
        }

        return all;
    }

    private static Resource Strictly(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        var kept = FhirJsonDeserializer.STRICT.TryDeserializeResource(ref reader, out var resource, out var issues);
        Assert.True(kept, string.Join('\n', issues.Select(i => i.Message)));
        return resource!;
    }
}

/// <summary>Whom the directory knows: by the first identifier, else by the resource's id.</summary>
internal sealed class PeopleOfUsers : Users.Contracts.FhirImport.FhirImportBase
{
    private readonly ConcurrentDictionary<string, Guid> known = [];

    /// <summary>Of these it says that it knows nobody.</summary>
    public HashSet<string> Strangers { get; } = [];

    /// <summary>About these it does not answer.</summary>
    public HashSet<string> Unanswered { get; } = [];

    public Guid IdOf(string name) => known.GetOrAdd(name, _ => Guid.CreateVersion7());

    public override Task<IdentifyPatientReply> IdentifyPatient(IdentifyPatientRequest request, ServerCallContext context)
    {
        var token = new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(context.RequestHeaders.GetValue("authorization")!["Bearer ".Length..]);
        Assert.Equal(AppNames.Records, token.Subject);
        using var patient = JsonDocument.Parse(request.Resource.Memory);
        var name = patient.RootElement.TryGetProperty("identifier", out var identifiers) ? identifiers[0].GetProperty("value").GetString()! : patient.RootElement.GetProperty("id").GetString()!;
        if (Unanswered.Contains(name))
            throw new RpcException(new Status(StatusCode.Unavailable, "Gone for a moment."));
        return Strangers.Contains(name)
            ? throw new Refusal(RefusalKind.Rule, "The practice does not know this patient. Import the people of the bundle first.", "patient-unknown").ToRpcException()
            : Task.FromResult(new IdentifyPatientReply { PersonId = IdOf(name).ToString() });
    }
}
