using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using PracticeAspire.BuildingBlocks;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace PracticeAspire.Users.Audit;

/// <summary>
/// Remembers when no token was given: a wrong secret, a code or refresh token that is no good. A second use of either takes back everything the first
/// gave, and is remembered as that.
/// </summary>
internal sealed class RefusedTokens(AuditLog log, IOpenIddictApplicationManager applications) : IOpenIddictServerHandler<ApplyTokenResponseContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } = OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyTokenResponseContext>()
        .UseScopedHandler<RefusedTokens>().SetOrder(int.MinValue).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <summary>Keeps what is being validated at hand: when it is refused, the provider forgets whose it was.</summary>
    public static OpenIddictServerHandlerDescriptor WhoseToken { get; } = OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateTokenContext>()
        .UseInlineHandler(context =>
        {
            context.Transaction.SetProperty(typeof(ValidateTokenContext).FullName!, context);
            return ValueTask.CompletedTask;
        })
        .SetOrder(int.MinValue).SetType(OpenIddictServerHandlerType.Custom).Build();

    public async ValueTask HandleAsync(ApplyTokenResponseContext context)
    {
        if (context.Error is null || context.Transaction.GetHttpRequest()?.HttpContext is not { } http)
            return;

        var token = context.Transaction.GetProperty<ValidateTokenContext>(typeof(ValidateTokenContext).FullName!)?.Principal;
        var reused = context.Response.ErrorDescription?.Contains("already been redeemed", StringComparison.Ordinal) == true;
        var act = http.Audited(reused ? "token.reused" : "token.refused") with
        {
            Actor = Audited.Nobody,
            Subject = Guid.TryParse(token?.GetClaim(Claims.Subject), out var person) ? person.ToString() : null,
            Outcome = reused ? Outcomes.Refused : Outcomes.Failed,
        };
        await log.WriteAsync(
            act.With("client", await KnownClientAsync(context.Request?.ClientId, http.RequestAborted)).With("error", context.Error), http.RequestAborted);
    }

    // Anything may be sent as a client's id; only what is one is written down.
    private async Task<string> KnownClientAsync(string? claimed, CancellationToken ct) =>
        claimed is { Length: > 0 and <= 100 } && await applications.FindByClientIdAsync(claimed, ct) is not null ? claimed : "unknown";
}
