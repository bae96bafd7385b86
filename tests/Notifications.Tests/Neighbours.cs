using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PracticeAspire.Infrastructure;
using PracticeAspire.Tests;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Notifications.Tests;

/// <summary>
/// What the service finds at the other end of its sidecar: an identity provider that gives it its own token, and a directory of people that
/// answers nobody but a service, as the contract says. It can be away.
/// </summary>
internal sealed class Neighbours : IAsyncDisposable
{
    private readonly WebApplication app;

    private Neighbours(WebApplication app, int httpPort, int grpcPort) => (this.app, HttpPort, GrpcPort) = (app, httpPort, grpcPort);

    public int HttpPort { get; }

    public int GrpcPort { get; }

    public DirectoryOfPeople Directory => app.Services.GetRequiredService<DirectoryOfPeople>();

    public LinksOfUsers Links => app.Services.GetRequiredService<LinksOfUsers>();

    public static async Task<Neighbours> StartAsync()
    {
        var (http, grpc) = (FreePort.Next(), FreePort.Next());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<DirectoryOfPeople>().AddSingleton<LinksOfUsers>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(http);
            kestrel.ListenLocalhost(grpc, o => o.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        app.MapGrpcService<DirectoryOfPeople>();
        app.MapGrpcService<LinksOfUsers>();
        app.MapGet("/.well-known/openid-configuration", () => new { token_endpoint = $"http://localhost:{http}/token" });
        app.MapPost("/token", (HttpRequest request) =>
            request.Form["client_id"] == "notifications" && request.Form["client_secret"] == "secret-of-notifications"
                ? Results.Ok(new { access_token = TestIdentity.TokenForService("notifications"), expires_in = 600 })
                : Results.Unauthorized());
        await app.StartAsync();
        return new Neighbours(app, http, grpc);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

internal sealed class DirectoryOfPeople : People.PeopleBase
{
    private readonly ConcurrentDictionary<string, Contact> contacts = [];

    public bool Away { get; set; }

    public int Asked { get; private set; }

    public void Know(Guid person, string name, string email) =>
        contacts[person.ToString()] = new Contact { PersonId = person.ToString(), DisplayName = name, Email = email, Language = "en" };

    public override Task<GetContactsReply> GetContacts(GetContactsRequest request, ServerCallContext context)
    {
        Asked++;
        RequireThere(context);
        var reply = new GetContactsReply();
        reply.Contacts.AddRange(request.PersonIds.Select(contacts.GetValueOrDefault).OfType<Contact>());
        return Task.FromResult(reply);
    }

    /// <summary>Who may look at every record opened in an emergency.</summary>
    public ConcurrentDictionary<Guid, bool> Reviewers { get; } = [];

    public override Task<ListHoldersReply> ListHolders(ListHoldersRequest request, ServerCallContext context)
    {
        RequireThere(context);
        var reply = new ListHoldersReply();
        if (request.Permission == "records.review")
            reply.PersonIds.AddRange(Reviewers.Keys.Select(id => id.ToString()));
        return Task.FromResult(reply);
    }

    private void RequireThere(ServerCallContext context)
    {
        if (Away)
            throw new RpcException(new Status(StatusCode.Unavailable, "The directory is away."));
        if (context.RequestHeaders.GetValue("dapr-app-id") != "users" || context.RequestHeaders.GetValue("authorization") is not { } token || !IsService(token))
            throw new RpcException(new Status(StatusCode.PermissionDenied, "Services only."));
    }

    private static bool IsService(string authorization) =>
        new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(authorization["Bearer ".Length..]).Claims.Any(c => c is { Type: "role", Value: "service" });
}

/// <summary>The links that users has been asked for.</summary>
internal sealed class LinksOfUsers : AccountLinks.AccountLinksBase
{
    private readonly ConcurrentDictionary<string, AccountLinkReply> links = [];

    public bool Away { get; set; }

    public void Know(Guid id, string kind, string name, string email, string address) =>
        links[id.ToString()] = new AccountLinkReply { Kind = kind, DisplayName = name, Email = email, Language = "en", Address = address };

    public override Task<AccountLinkReply> GetLink(GetLinkRequest request, ServerCallContext context) =>
        Away ? throw new RpcException(new Status(StatusCode.Unavailable, "Users is away."))
        : Task.FromResult(links.GetValueOrDefault(request.LinkId) ?? throw new RpcException(new Status(StatusCode.NotFound, "")));
}
