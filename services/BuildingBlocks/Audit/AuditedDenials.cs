using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.BuildingBlocks;

/// <summary>Remembers calls that a policy refuses before any use case sees them. When that cannot be remembered, the caller hears of the failure instead.</summary>
internal sealed class AuditedDenials(AuditLog log, RefusedStrangers strangers) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler answer = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Forbidden)
            await log.WriteAsync(Refusal(context), context.RequestAborted);
        else if (authorizeResult.Challenged && IsCall(context.GetEndpoint()))
            await strangers.RememberAsync(context, Call(context));
        await answer.HandleAsync(next, context, policy, authorizeResult);
    }

    internal static Audited Refusal(HttpContext context, Guid? about = null) =>
        (context.Audited("call.refused", about) with { Outcome = Outcomes.Refused }).With("call", Call(context));

    private static string Call(HttpContext context) => context.GetEndpoint() is { } endpoint ? Door.NameOf(endpoint) : "";

    // Where nothing is, nothing was refused; and whoever comes to a page of the provider without a session is only sent to sign in.
    private static bool IsCall(Endpoint? endpoint) => endpoint is not null && endpoint.Metadata.GetMetadata<IAuthorizeData>() is null;
}
