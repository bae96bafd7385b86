using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.Pages;

/// <summary>A page about one's own sign-in. What changes it is for those who have proven lately that it is theirs.</summary>
[Authorize(AuthenticationSchemes = Sessions.Scheme)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal abstract class OwnPage(SignInSteps steps) : FormPage
{
    public SignedIn SignedIn { get; private set; } = null!;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        SignedIn = (await Sessions.OfBrowserAsync(HttpContext))!;
        if (NeedsFreshProof(context.HandlerMethod?.Name) && !steps.IsFresh(SignedIn.Session))
            context.Result = Redirect(SignInSteps.ConfirmPage(Request.Path));
        else
            await next();
    }

    protected virtual bool NeedsFreshProof(string? handler) => true;
}
