using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using PracticeAspire.BuildingBlocks;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PracticeAspire.Users.Audit;

/// <summary>
/// Remembers how sign-ins begin, fail and end. What was typed is not kept: a wrong user name may be a password. Outside a request (a rehearsal at
/// start) nobody has tried anything.
/// </summary>
internal sealed class SignInLog(AuditLog log, IHttpContextAccessor accessor)
{
    /// <param name="reason">A word or a few with hyphens: <c>wrong-password</c>.</param>
    public Task FailedAsync(Guid? account, string reason, CancellationToken ct) => WriteAsync(
        http => (http.Audited("sign-in.failed", account) with { Actor = Audited.Nobody, Outcome = Outcomes.Failed }).With("reason", reason), ct);

    public Task SucceededAsync(Guid account, CancellationToken ct) => WriteAsync(http => http.Audited("sign-in.succeeded", account, actor: account), ct);

    /// <summary>Someone changes how they sign in, or where they are signed in: to be saved by the caller, together with the change.</summary>
    public void Changed(UsersDb db, string what, Guid account)
    {
        if (accessor.HttpContext is { } http)
            db.Audit(http.Audited(what, account, actor: account));
    }

    /// <summary>To be called while the session is still there: it says whose it was.</summary>
    public async Task EndedAsync(HttpContext http)
    {
        var session = await http.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (Guid.TryParse(session.Principal?.FindFirstValue(Claims.Subject), out var account))
            await log.WriteAsync(http.Audited("sign-out.succeeded", account, actor: account), http.RequestAborted);
    }

    private Task WriteAsync(Func<HttpContext, Audited> act, CancellationToken ct) =>
        accessor.HttpContext is { } http ? log.WriteAsync(act(http), ct) : Task.CompletedTask;
}
