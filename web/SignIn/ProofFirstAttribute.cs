using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace PracticeAspire.Web.SignIn;

/// <summary>A form whose saving needs fresh proof asks for it before it is filled in. The list beside it is for looking at.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ProofFirstAttribute : Attribute, IAsyncPageFilter
{
    /// <summary>The page is nothing but the form.</summary>
    public bool Always { get; init; }

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var http = context.HttpContext;
        var isForm = HttpMethods.IsGet(http.Request.Method) && (Always || context.RouteData.Values.Keys.Any(key => key is "id" or "role"));
        if (isForm && await StepUp.IsDueAsync(http, http.RequestServices.GetRequiredService<TimeProvider>()))
            context.Result = new ChallengeResult(StepUp.Challenge(http, http.Request.Path + http.Request.QueryString));
        else
            await next();
    }
}
