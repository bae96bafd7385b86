using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PracticeAspire.Access.Contracts;

namespace PracticeAspire.ServiceDefaults;

/// <summary>The policy table, held against every request, and the rules it reads, kept as the users service has them.</summary>
internal static class AccessSetUp
{
    public static void AddAccess(this WebApplicationBuilder builder, string app)
    {
        builder.Services.AddSingleton<AccessRules>();
        builder.Services.AddSingleton(new Doors(PolicyTable.Of(app)));
        builder.Services.AddSingleton<IAuthorizationHandler, ByPolicyTable>();
        builder.Services.AddHostedService<EveryDoorHasAPolicy>();

        // The fallback meets whatever carries no attribute of its own, and nothing may: see EveryDoorHasAPolicy.
        builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicy([new InPolicyTable()], []));
        if (app == AppNames.Users)
            return;

        builder.Services.AddDaprGrpcClient<AccessFeed.AccessFeedClient>(AppNames.Users);
        builder.Services.AddDaprGrpcClient<SignIns.SignInsClient>(AppNames.Users);
        builder.Services.AddSingleton<ILinkedPeople, AskUsers>();
        builder.Services.AddHostedService<FollowAccess>();
        builder.Services.AddHealthChecks().AddCheck<AccessIsKnown>("access", tags: [Health.Ready]);
    }
}

/// <summary>This process' rows, found by endpoint.</summary>
public sealed class Doors(IReadOnlyDictionary<string, Who> rows)
{
    private readonly ConditionalWeakTable<Endpoint, string> names = [];

    /// <returns>Null when there is no row.</returns>
    public Who? WhoMayUse(Endpoint endpoint) => rows.GetValueOrDefault(names.GetValue(endpoint, Door.NameOf));
}

internal sealed class InPolicyTable : IAuthorizationRequirement;

internal sealed class ByPolicyTable(Doors doors, AccessRules rules, ILogger<ByPolicyTable> log) : AuthorizationHandler<InPolicyTable, HttpContext>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, InPolicyTable requirement, HttpContext resource)
    {
        var endpoint = resource.GetEndpoint();
        var who = endpoint is null ? Who.SignedIn : doors.WhoMayUse(endpoint);
        if (who is { NeedsNoToken: true } || who is not null && await IsAdmittedAsync(resource, who))
            context.Succeed(requirement);
        else if (resource.User.Identity?.IsAuthenticated == true)
            log.LogWarning("Refused {Door} to {Person}", endpoint?.DisplayName, resource.Caller().PersonId);
    }

    private async Task<bool> IsAdmittedAsync(HttpContext http, Who who)
    {
        if (http.User.Identity?.IsAuthenticated != true)
            return false;

        await rules.Known.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var caller = http.Caller();
        return rules.Known.IsCompleted && (who.TakesStrangers || !caller.LacksSecondFactor) && who.Admits(caller);
    }
}

/// <summary>Keeps a process from starting with a door that nobody decided about.</summary>
internal sealed class EveryDoorHasAPolicy(EndpointDataSource endpoints, Doors doors) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var endpoint in endpoints.Endpoints)
        {
            var name = Door.NameOf(endpoint);
            if (doors.WhoMayUse(endpoint) is not { } who)
                throw new InvalidOperationException($"'{name}' has no row in PolicyTable, so nobody may use it. Write one.");

            if (who.NeedsFreshProof && endpoint.Metadata.GetMetadata<Grpc.AspNetCore.Server.GrpcMethodMetadata>() is null)
                throw new InvalidOperationException($"'{name}' asks for fresh proof in PolicyTable, and only gRPC methods can refuse for want of it.");

            var decidesItself = endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            if (decidesItself != who.DecidedElsewhere)
            {
                throw new InvalidOperationException(decidesItself
                    ? $"'{name}' carries an authorization attribute, which would silence its row in PolicyTable. Remove the attribute."
                    : $"'{name}' must carry an [Authorize] attribute that names its scheme.");
            }
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
