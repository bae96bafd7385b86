using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using PracticeAspire.Sidecar.Api;
using PracticeAspire.Sidecar.Invocation;

namespace PracticeAspire.Sidecar;

/// <summary>Sends each request where its port and path belong, the busiest way with the fewest steps.</summary>
internal static class Pipeline
{
    public static void Use(WebApplication app, Ports ports)
    {
        var internalHop = app.Services.GetRequiredService<InternalHop>();
        var proxy = app.Services.GetRequiredService<GrpcProxy>();
        var invoke = app.Services.GetRequiredService<HttpInvoke>();
        var token = app.Services.GetRequiredService<ApiToken>();
        app.Use(next => context =>
        {
            var port = context.Connection.LocalPort;
            if (port == ports.Internal)
            {
                if (context.Request.IsGrpc())
                    Unlimit(context);
                return internalHop.Handle(context);
            }
            if (port == ports.Grpc)
            {
                Unlimit(context);
                if (!token.Admits(context.Request))
                    return ApiToken.RefuseGrpc(context);
                return IsOwn(context.Request.Path) ? next(context) : proxy.Handle(context);
            }
            if (!token.Admits(context.Request))
                return ApiToken.RefuseHttp(context);
            return HttpInvoke.TryTarget(context, out var appId, out var path) ? invoke.Handle(context, appId, path) : Answered(next, context);
        });
        app.UseRouting();
    }

    private static bool IsOwn(PathString path) => path.Value is { } text
        && (text.StartsWith("/dapr.proto.runtime.v1.Dapr/", StringComparison.Ordinal) || text.StartsWith("/grpc.reflection.", StringComparison.Ordinal));

    // A stream of messages has no size; single messages are limited where they are read.
    private static void Unlimit(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
    }

    private static async Task Answered(RequestDelegate next, HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { StatusCode: 404, HasStarted: false })
            {
                var isInvoke = context.Request.Path.StartsWithSegments("/v1.0/invoke", StringComparison.Ordinal);
                await HttpAnswer.Error(context, 404, isInvoke ? "ERR_DIRECT_INVOKE" : "ERR_NOT_FOUND", isInvoke ? "failed to invoke: the request names no app" : "not found");
            }
        }
        catch (ApiError e)
        {
            await HttpAnswer.Error(context, e.HttpStatus, e.ErrorCode, e.Message);
        }
        catch (Exception e) when (e is BadHttpRequestException or JsonException)
        {
            await HttpAnswer.Error(context, 400, "ERR_MALFORMED_REQUEST", e.Message);
        }
    }
}
