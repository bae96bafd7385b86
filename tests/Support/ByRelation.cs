using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PracticeAspire.Access.Contracts;
using PracticeAspire.Infrastructure;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Tests;

/// <summary>
/// Knocks at the doors that take a patient's id, or that of something of theirs, as everybody there is to a patient, and holds the answers against
/// docs/access-by-relation.md. Each answer is asked for with people of its own, since many doors change what they are asked about.
/// </summary>
public static partial class ByRelation
{
    public const string Self = "self";
    public const string Another = "another patient";
    public const string Proxy = "proxy";
    public const string ProxyForElse = "proxy for something else";
    public const string EndedProxy = "ended proxy";
    public const string Deactivated = "deactivated";

    /// <summary>In the order of the document; what follows them are the roles of those who work here.</summary>
    public static readonly IReadOnlyList<string> Relations = [Self, Another, Proxy, ProxyForElse, EndedProxy, Deactivated];

    /// <param name="set">Makes up a patient and a caller who is that to them.</param>
    /// <param name="knock">By door: asks about the scene's patient as its caller, and says whether anything was told or done.</param>
    /// <returns>What is otherwise than in the document.</returns>
    public static async Task<IReadOnlyList<string>> AtEveryDoorAsync<TScene>(
        string app, Func<string, Task<TScene>> set, IReadOnlyDictionary<string, Func<TScene, Task<bool>>> knock, CancellationToken ct)
    {
        var document = await RelationDocument.ReadAsync(app, ct);
        List<string> wrong = [.. document.Doors.Except(knock.Keys).Select(door => $"nobody knocks at {door}"), .. knock.Keys.Except(document.Doors).Select(door => $"{door} is not in the document")];
        foreach (var (door, ask) in knock.Where(k => document.Doors.Contains(k.Key)))
        {
            foreach (var caller in document.Callers)
            {
                var answer = await AnswerAsync(ask, await set(caller));
                if (answer != document.Answer(door, caller))
                    wrong.Add($"{door} answers \"{answer}\" to {caller}");
            }
        }

        return wrong;
    }

    /// <returns>The doors whose requests name a patient or something of theirs, and that the document does not know.</returns>
    public static async Task<IReadOnlyList<string>> UnknownDoorsAsync<TProgram>(ServiceHost<TProgram> host, string app, CancellationToken ct)
        where TProgram : class
    {
        var document = await RelationDocument.ReadAsync(app, ct);
        return [.. host.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Where(e => e.Metadata.GetMetadata<GrpcMethodMetadata>() is { } grpc && RequestOf(grpc.Method).Fields.InDeclarationOrder().Any(f => OfAPatient().IsMatch(f.Name)))
            .Select(Door.NameOf).Distinct().Except(document.Doors)];
    }

    /// <summary>What the users service says when somebody was deactivated just now.</summary>
    public static AccessState RolesAsTheyComeWithout(IEnumerable<Guid> people)
    {
        var state = TestIdentity.RolesAsTheyCome();
        var now = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow);
        state.Revocations.AddRange(people.Select(person => new Revocation { Subject = person.ToString(), At = now }));
        return state;
    }

    private static async Task<string> AnswerAsync<TScene>(Func<TScene, Task<bool>> ask, TScene scene)
    {
        try
        {
            return await ask(scene) ? "yes" : "nothing";
        }
        catch (RpcException refusal)
        {
            return refusal.StatusCode switch
            {
                StatusCode.PermissionDenied => "no",
                StatusCode.NotFound => "not found",
                StatusCode.Unauthenticated => "signed out",

                // Whoever is told what is wrong with their request has been let in.
                StatusCode.FailedPrecondition or StatusCode.InvalidArgument or StatusCode.Aborted => "yes",
                _ => $"{refusal.StatusCode}: {refusal.Status.Detail}",
            };
        }
    }

    private static MessageDescriptor RequestOf(IMethod method) =>
        ((IMessage)Activator.CreateInstance(method.GetType().GenericTypeArguments[0])!).Descriptor;

    [GeneratedRegex("(^|_)(patient|person|survivor|merged|appointment|delivery)_ids?$")]
    private static partial Regex OfAPatient();
}

/// <summary>docs/access-by-relation.md, as a person would read it.</summary>
public sealed class RelationDocument
{
    private readonly Dictionary<string, Dictionary<string, string>> rows = [];

    public IReadOnlyList<string> Callers { get; private set; } = [];

    public ICollection<string> Doors => rows.Keys;

    public string Answer(string door, string caller) => rows[door][caller];

    public static async Task<RelationDocument> ReadAsync(string app, CancellationToken ct)
    {
        var document = new RelationDocument();
        var reading = false;
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(LocalFolders.Repository, "docs", "access-by-relation.md"), ct))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                reading = line == $"## {app}";
            if (!reading || !line.StartsWith('|') || line.StartsWith("| ---", StringComparison.Ordinal))
                continue;

            var cells = line.Split('|', StringSplitOptions.TrimEntries)[1..^1];
            if (cells[0] == "door")
                document.Callers = cells[1..];
            else
                document.rows[cells[0].Trim('`')] = document.Callers.Zip(cells[1..]).ToDictionary(c => c.First, c => c.Second);
        }

        return document;
    }
}
