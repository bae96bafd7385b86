using PracticeAspire.Sidecar.Api;
using PracticeAspire.Sidecar.Options;

namespace PracticeAspire.Sidecar.Health;

/// <summary>Two truths: outbound, when the sidecar itself serves, and all of it, when the app has been found and its subscriptions run.</summary>
internal sealed class SidecarHealth(SidecarOptions options)
{
    public bool IsOutboundReady { get; set; }
    public bool IsReady { get; set; }

    public Task Answer(HttpContext context)
    {
        if (context.Request.Query["appid"] is [{ Length: > 0 } asked, ..] && asked != options.AppId)
            return HttpAnswer.Error(context, 500, "ERR_HEALTH_APPID_NOT_MATCH", "dapr app-id does not match");
        return IsReady ? NoContent(context) : HttpAnswer.Error(context, 500, "ERR_HEALTH_NOT_READY", "dapr is not ready: [app]");
    }

    public Task AnswerOutbound(HttpContext context) =>
        IsOutboundReady ? NoContent(context) : HttpAnswer.Error(context, 500, "ERR_OUTBOUND_HEALTH_NOT_READY", "dapr outbound is not ready");

    private static Task NoContent(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
