using System.Diagnostics;
using Grpc.Core;
using PracticeAspire.Sidecar.Api;
using PracticeAspire.Sidecar.App;
using PracticeAspire.Sidecar.Tracing;

namespace PracticeAspire.Sidecar.Invocation;

/// <summary>The callee's half of a call: what another sidecar sends arrives here and goes to the app.</summary>
internal sealed class InternalHop(Forwarder forwarder, AppChannel app, AppHealth health, HopTracing tracing, HopSettings settings)
{
    public async Task Handle(HttpContext context)
    {
        var request = context.Request;
        var isGrpc = request.IsGrpc();
        if (request.Headers[HopHeaders.CalleeAppId] is not [{ } callee, ..] || callee != settings.AppId)
        {
            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return;
        }
        if (!app.Exists || !health.IsHealthy)
        {
            await Refuse(context, isGrpc, app.Exists ? "app is not in a healthy state" : "app channel is not initialized");
            return;
        }
        using var span = tracing.Start(
            isGrpc ? request.Path.Value ?? "" : $"CallLocal/{settings.AppId}{request.Path}", ActivityKind.Server,
            request.Headers[HopHeaders.TraceParent], request.Headers[HopHeaders.TraceState]);
        var (result, problem) = await forwarder.Send(context, new Hop(app.Address, null, settings.AppId, IsToApp: true, isGrpc, span));
        if (result == HopResult.Done)
            return;
        span?.SetStatus(ActivityStatusCode.Error);
        await Refuse(context, isGrpc, problem);
    }

    private Task Refuse(HttpContext context, bool isGrpc, string problem) => isGrpc
        ? GrpcAnswer.Refuse(context, StatusCode.Unavailable, problem)
        : HttpAnswer.DirectInvoke(context, settings.AppId, problem);
}
