using System.Diagnostics;
using Grpc.Core;
using PracticeAspire.Sidecar.Api;
using PracticeAspire.Sidecar.App;
using PracticeAspire.Sidecar.Names;
using PracticeAspire.Sidecar.Resiliency;
using PracticeAspire.Sidecar.Tracing;

namespace PracticeAspire.Sidecar.Invocation;

/// <summary>The caller's half of gRPC proxying: any method that is not the sidecar's own goes to the app named in the metadata.</summary>
internal sealed class GrpcProxy(
    Forwarder forwarder, PolicedCall policed, NameDirectory names, AppChannel app, Policies policies, HopTracing tracing, HopSettings settings)
{
    public Task Handle(HttpContext context)
    {
        if (!context.Request.IsGrpc())
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        }
        var headers = context.Request.Headers;
        var appId = headers[HopHeaders.CalleeAppId] is [{ Length: > 0 } callee, ..] ? callee : headers[HopHeaders.AppId].ToString();
        if (appId.Length == 0)
            return GrpcAnswer.Refuse(context, StatusCode.Unknown, "failed to proxy request: required metadata dapr-callee-app-id or dapr-app-id not found");
        return appId == settings.AppId ? ToOwnApp(context) : ToRemoteApp(context, appId);
    }

    private async Task ToOwnApp(HttpContext context)
    {
        if (!app.Exists)
        {
            await GrpcAnswer.Refuse(context, StatusCode.Internal, "app channel is not initialized");
            return;
        }
        var (result, problem) = await forwarder.Send(context, new Hop(app.Address, null, settings.AppId, IsToApp: true, IsGrpc: true, null));
        if (result != HopResult.Done)
            await GrpcAnswer.Refuse(context, StatusCode.Unavailable, problem);
    }

    private async Task ToRemoteApp(HttpContext context, string appId)
    {
        using var span = StartSpan(context);
        if (policies.ForApp(appId) is { } policy && context.Request.Headers[HopHeaders.Stream] is not ["true" or "1", ..])
        {
            await policed.Grpc(context, appId, policy, span);
            return;
        }
        var address = names.Resolve(appId);
        var (result, problem) = (HopResult.NoConnection, $"no running sidecar of app {appId} was found");
        // A sidecar that came back on another port is found by looking once more; waiting is the caller's to decide.
        for (var attempt = 0; attempt < 2 && address is not null && result == HopResult.NoConnection; attempt++)
        {
            (result, problem) = await forwarder.Send(context, new Hop(address, null, appId, IsToApp: false, IsGrpc: true, span));
            if (result is HopResult.NoConnection or HopResult.Misdirected)
            {
                names.Forget(appId);
                address = names.Resolve(appId);
            }
        }
        if (result == HopResult.Done)
            return;
        span?.SetStatus(ActivityStatusCode.Error);
        await GrpcAnswer.Refuse(context, StatusCode.Unavailable, $"failed to invoke {appId}: {problem}");
    }

    private Activity? StartSpan(HttpContext context) => tracing.Start(
        context.Request.Path.Value ?? "", ActivityKind.Client,
        context.Request.Headers[HopHeaders.TraceParent], context.Request.Headers[HopHeaders.TraceState]);
}
