using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.BuildingBlocks;

/// <summary>Remembers calls that a policy refuses before any use case sees them. When that cannot be remembered, the caller hears of the failure instead.</summary>
internal sealed class AuditedDenials(AuditLog log) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler answer = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Forbidden)
            await log.WriteAsync(Refusal(context), context.RequestAborted);
        await answer.HandleAsync(next, context, policy, authorizeResult);
    }

    internal static Audited Refusal(HttpContext context, Guid? about = null) =>
        (context.Audited("call.refused", about) with { Outcome = Outcomes.Refused }).With("call", context.GetEndpoint() is { } endpoint ? Door.NameOf(endpoint) : "");
}
