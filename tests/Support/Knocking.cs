using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PracticeAspire.Infrastructure;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Tests;

/// <summary>Knocks at every door a service has as everyone there is, and holds what it finds against docs/access.md.</summary>
public static class Knocking
{
    private static readonly byte[] EmptyMessage = [0, 0, 0, 0, 0];

    /// <summary>Every gRPC method and route of the service, as each role and as nobody.</summary>
    /// <returns>What is otherwise than in the document.</returns>
    public static async Task<IReadOnlyList<string>> AtEveryDoorAsync<TProgram>(ServiceHost<TProgram> host, string app, CancellationToken ct)
        where TProgram : class
    {
        var document = await AccessDocument.ReadAsync(app, ct);
        using var http = ClientOf(host);
        var wrong = new List<string>();
        foreach (var door in DoorsOf(host))
            wrong.AddRange(await AtAsync(door, http, host.Issuer, document, ct));
        return wrong;
    }

    /// <summary>The same with one policy after another loosened: whoever is signed in, or anyone, may pass.</summary>
    /// <returns>The doors at which nothing would be noticed.</returns>
    public static async Task<IReadOnlyList<string>> WithEachPolicyLoosenedAsync<TProgram>(ServiceHost<TProgram> host, string app, CancellationToken ct)
        where TProgram : class
    {
        var document = await AccessDocument.ReadAsync(app, ct);
        using var http = ClientOf(host);
        var unnoticed = new List<string>();
        foreach (var door in DoorsOf(host).Where(door => !host.Policies[door.Name].NeedsNoToken))
        {
            var policy = host.Policies[door.Name];
            host.Policies[door.Name] = policy == Who.SignedIn ? Who.Anyone : Who.SignedIn;
            if ((await AtAsync(door, http, host.Issuer, document, ct)).Count == 0)
                unnoticed.Add(door.Name);
            host.Policies[door.Name] = policy;
        }

        return unnoticed;
    }

    /// <summary>Every door that asks for fresh proof, with an administrator's token of a proof that is fresh, old, or not there; then with the policy loosened.</summary>
    /// <returns>What is otherwise than in the document, or not noticed.</returns>
    public static async Task<IReadOnlyList<string>> WithOldProofAsync<TProgram>(ServiceHost<TProgram> host, string app, CancellationToken ct)
        where TProgram : class
    {
        var document = await AccessDocument.ReadAsync(app, ct);
        using var http = ClientOf(host);
        var wrong = new List<string>();
        foreach (var door in DoorsOf(host).Where(door => host.Policies[door.Name].NeedsFreshProof || document.NeedFreshProof.Contains(door.Name)))
        {
            foreach (var (proof, auth, enough) in new[] { ("fresh", (int?)-14, true), ("old", -16, false), ("without a time", null, false) })
            {
                if (await RefusesForProofAsync(http, door.Route, host.Issuer, auth, ct) == enough)
                    wrong.Add($"{door.Name} with a proof that is {proof}");
            }

            var policy = host.Policies[door.Name];
            host.Policies[door.Name] = policy with { NeedsFreshProof = false };
            if (await RefusesForProofAsync(http, door.Route, host.Issuer, -16, ct))
                wrong.Add($"{door.Name} refuses for something else");
            host.Policies[door.Name] = policy;
        }

        // With Keycloak the doors of our own provider are not there.
        var absent = host.Issuer is TestKeycloak ? [] : document.NeedFreshProof.Except(DoorsOf(host).Select(door => door.Name));
        return [.. wrong, .. absent.Select(door => $"{door} is not there")];
    }

    private static async Task<bool> RefusesForProofAsync(HttpClient http, string route, TestIssuer issuer, int? minutes, CancellationToken ct)
    {
        var token = issuer.ForPerson(Guid.CreateVersion7(), [Roles.Administrator], claims =>
        {
            claims.Remove("auth_time");
            if (minutes is { } ago)
                claims["auth_time"] = DateTimeOffset.UtcNow.AddMinutes(ago).ToUnixTimeSeconds();
        });
        using var knock = new HttpRequestMessage(HttpMethod.Post, $"/{route.TrimStart('/')}")
        {
            Version = HttpVersion.Version20,
            Content = new ByteArrayContent(EmptyMessage) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token), TE = { new TransferCodingWithQualityHeaderValue("trailers") } },
        };
        using var answer = await http.SendAsync(knock, ct);
        await answer.Content.ReadAsByteArrayAsync(ct);
        return answer.Headers.Concat(answer.TrailingHeaders).Any(header => header.Key == "rule" && header.Value.Contains(FreshProof.Rule));
    }

    private static List<(string Name, string Route)> DoorsOf<TProgram>(ServiceHost<TProgram> host)
        where TProgram : class =>
        [.. host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(e => (Name: Door.NameOf(e), Route: e.RoutePattern.RawText!))
            .DistinctBy(door => door.Name)
            .Where(door => door.Name != Door.NoSuchMethod && !door.Name.StartsWith("page ", StringComparison.Ordinal) && !host.Policies[door.Name].DecidedElsewhere)];

    private static HttpClient ClientOf<TProgram>(ServiceHost<TProgram> host)
        where TProgram : class
    {
        var http = new HttpClient(host.Server.CreateHandler()) { BaseAddress = host.Server.BaseAddress };
        http.DefaultRequestHeaders.Add("dapr-api-token", ServiceHost<TProgram>.AppToken);
        return http;
    }

    private static async Task<List<string>> AtAsync((string Name, string Route) door, HttpClient http, TestIssuer issuer, AccessDocument document, CancellationToken ct)
    {
        var wrong = new List<string>();
        foreach (var caller in document.Callers)
        {
            var opened = await OpensAsync(http, door.Name, door.Route, TokenOf(caller, issuer), ct);
            if (opened != document.Opens(door.Name, caller))
                wrong.Add($"{door.Name} {(opened ? "opens" : "does not open")} to {caller}");
        }

        return wrong;
    }

    private static string? TokenOf(string caller, TestIssuer issuer) => caller switch
    {
        "nobody" => null,
        Roles.Service => issuer.ForService(AppNames.Reporting),
        Roles.Web => issuer.ForService(AppNames.Web),
        _ => issuer.ForPerson(Guid.CreateVersion7(), [caller]),
    };

    // Whether the door opened, not whether what stands behind it liked the empty message.
    private static async Task<bool> OpensAsync(HttpClient http, string name, string route, string? token, CancellationToken ct)
    {
        var isGrpc = !name.Contains(' ', StringComparison.Ordinal) && name.Contains('/', StringComparison.Ordinal) && !name.StartsWith('/');
        var method = isGrpc ? HttpMethod.Post : HttpMethod.Parse(name.StartsWith('/') ? "GET" : name.Split(' ')[^2]);
        using var knock = new HttpRequestMessage(method, route.Replace("{topic}", "x", StringComparison.Ordinal).TrimStart('/').Insert(0, "/"));
        if (isGrpc)
        {
            knock.Version = HttpVersion.Version20;
            knock.Content = new ByteArrayContent(EmptyMessage) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } };
            knock.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        }
        else if (method == HttpMethod.Post)
        {
            knock.Content = new StringContent("{}", new MediaTypeHeaderValue("application/json"));
        }

        if (token is not null)
            knock.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        try
        {
            using var answer = await http.SendAsync(knock, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
        }
        catch (FormatException)
        {
            return true; // in this process, what stands behind the door throws through it
        }
    }
}

/// <summary>docs/access.md, as a person would read it.</summary>
public sealed class AccessDocument
{
    private readonly Dictionary<string, Dictionary<string, bool>> rows = [];

    public IReadOnlyList<string> Callers { get; private set; } = [];

    public IEnumerable<string> Doors => rows.Keys;

    /// <summary>The doors that open to fresh proof only.</summary>
    public HashSet<string> NeedFreshProof { get; } = [];

    /// <exception cref="KeyNotFoundException">The door is not in the document.</exception>
    public bool Opens(string door, string caller) => rows[door][caller];

    public static async Task<AccessDocument> ReadAsync(string app, CancellationToken ct)
    {
        var document = new AccessDocument();
        var reading = false;
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(LocalFolders.Repository, "docs", "access.md"), ct))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                reading = line == $"## Doors of {app}" || line == "## Doors of every process";
            var cells = line.Split('|', StringSplitOptions.TrimEntries)[1..^(line.Contains('|', StringComparison.Ordinal) ? 1 : 0)];
            if (!reading || cells.Length < 3 || cells[0] == "---")
                continue;
            if (cells[0] == "door")
                document.Callers = cells[3..];
            else
                document.Read(cells);
        }

        return document;
    }

    private void Read(string[] cells)
    {
        var door = cells[0].Trim('`');
        rows[door] = Callers.Zip(cells[3..]).ToDictionary(c => c.First, c => c.Second == "yes");
        if (cells[2] == "yes")
            NeedFreshProof.Add(door);
    }
}
