using Grpc.Core;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.SignIn;

namespace PracticeAspire.Web.Neighbours;

/// <summary>What a page answers when a service refuses and the page itself has nothing better to say.</summary>
internal sealed class WhenRefused(TimeProvider time) : IAsyncExceptionFilter
{
    private static readonly TimeSpan JustNow = TimeSpan.FromSeconds(30);

    public async Task OnExceptionAsync(ExceptionContext context)
    {
        if (context.Exception is not RpcException failure)
            return;

        var refusal = Refusal.From(failure);
        context.Result = refusal.Kind switch
        {
            RefusalKind.Rule when refusal.Code == FreshProof.Rule => new ChallengeResult(StepUp.Challenge(context.HttpContext, context.HttpContext.Request.Path)),
            RefusalKind.Malformed or RefusalKind.Rule => new StatusCodeResult(StatusCodes.Status400BadRequest),
            RefusalKind.NotFound => new NotFoundResult(),
            RefusalKind.NotAllowed => new StatusCodeResult(StatusCodes.Status403Forbidden),
            RefusalKind.SignedOut => await SignInAgain(context.HttpContext),
            RefusalKind.Stale => new StatusCodeResult(StatusCodes.Status409Conflict),
            RefusalKind.Unavailable => new StatusCodeResult(StatusCodes.Status503ServiceUnavailable),
            _ => null,
        };
        context.ExceptionHandled = context.Result is not null;
    }

    /// <summary>A fresh sign-in, once: when a brand-new token is refused too, another would be, for ever.</summary>
    private async Task<IActionResult> SignInAgain(HttpContext http)
    {
        var ticket = await http.AuthenticateAsync();
        await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        if (ticket.Properties?.IssuedUtc is { } issued && time.GetUtcNow() - issued < JustNow)
            return new StatusCodeResult(StatusCodes.Status503ServiceUnavailable);

        return new ChallengeResult(new AuthenticationProperties
        {
            RedirectUri = HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString : http.Request.Path,
        });
    }
}
