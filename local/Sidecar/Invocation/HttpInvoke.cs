using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using PracticeAspire.Sidecar.Api;
using PracticeAspire.Sidecar.App;
using PracticeAspire.Sidecar.Names;
using PracticeAspire.Sidecar.Resiliency;
using PracticeAspire.Sidecar.Tracing;

namespace PracticeAspire.Sidecar.Invocation;

/// <summary>HTTP invocation: by URL, by the header <c>dapr-app-id</c>, or by basic authentication with that user.</summary>
internal sealed class HttpInvoke(
    Forwarder forwarder, PolicedCall policed, NameDirectory names, AppChannel app, AppHealth health, Policies policies, HopTracing tracing, HopSettings settings)
{
    private const string Prefix = "/v1.0/invoke/";

    /// <summary>False when the request is not an invocation.</summary>
    public static bool TryTarget(HttpContext context, out string appId, out string rawPath)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        rawPath = query < 0 ? target : target[..query];
        if (rawPath.StartsWith(Prefix, StringComparison.Ordinal))
            return ByUrl(ref rawPath, out appId);
        appId = context.Request.Headers[HopHeaders.AppId].ToString();
        if (appId.Length == 0)
            appId = ByBasicAuth(context.Request.Headers.Authorization.ToString());
        return appId.Length > 0 && !rawPath.StartsWith("/v1.0", StringComparison.Ordinal);
    }

    private static bool ByUrl(ref string rawPath, out string appId)
    {
        var rest = rawPath[Prefix.Length..];
        var end = rest.IndexOf("/method/", StringComparison.Ordinal);
        appId = end > 0 ? Uri.UnescapeDataString(rest[..end]) : "";
        if (end > 0)
            rawPath = rest[(end + "/method".Length)..];
        return end > 0;
    }

    private static string ByBasicAuth(string authorization)
    {
        if (!authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return "";
        var bytes = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization[6..].Trim(), bytes, out var length))
            return "";
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair.StartsWith("dapr-app-id:", StringComparison.Ordinal) ? pair["dapr-app-id:".Length..] : "";
    }

    public async Task Handle(HttpContext context, string appId, string rawPath)
    {
        appId = WithoutNamespace(appId);
        if (InvokePath.Clean(rawPath) is not { } path)
            await HttpAnswer.DirectInvoke(context, appId, "invalid path");
        else if (appId == settings.AppId)
            await ToOwnApp(context, path);
        else
            await ToRemoteApp(context, appId, path);
    }

    private static string WithoutNamespace(string appId) =>
        appId.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? appId[..dot] : appId;

    private async Task ToOwnApp(HttpContext context, string path)
    {
        if (!app.Exists || !health.IsHealthy)
        {
            await HttpAnswer.DirectInvoke(context, settings.AppId, app.Exists ? "app is not in a healthy state" : "app channel is not initialized");
            return;
        }
        var (result, problem) = await forwarder.Send(context, new Hop(app.Address, path, settings.AppId, IsToApp: true, IsGrpc: false, null));
        if (result != HopResult.Done)
            await HttpAnswer.DirectInvoke(context, settings.AppId, problem);
    }

    private async Task ToRemoteApp(HttpContext context, string appId, string path)
    {
        using var span = tracing.Start(
            $"CallLocal/{appId}{path}", ActivityKind.Client,
            context.Request.Headers[HopHeaders.TraceParent], context.Request.Headers[HopHeaders.TraceState]);
        if (policies.ForApp(appId) is { } policy)
        {
            await policed.Http(context, appId, path, policy, span);
            return;
        }
        var problem = await Streamed(context, appId, path, span);
        if (problem is null)
            return;
        span?.SetStatus(ActivityStatusCode.Error);
        await HttpAnswer.DirectInvoke(context, appId, problem);
    }

    // Without a policy only a sidecar that does not answer is tried again; a body that has left is not there to be sent twice.
    private async Task<string?> Streamed(HttpContext context, string appId, string path, Activity? span)
    {
        var isChunked = context.Request.ContentLength is null && context.Request.Headers.TransferEncoding.Count > 0;
        var hasBody = isChunked || context.Request.ContentLength > 0;
        var retries = isChunked ? 0 : policies.BetweenSidecars.MaxRetries;
        for (var retry = 0; ; retry++)
        {
            var result = HopResult.NoConnection;
            var problem = $"couldn't find service: {appId}";
            var isKnown = names.IsKnown(appId);
            if (names.Resolve(appId) is { } address)
                (result, problem) = await forwarder.Send(context, new Hop(address, path, appId, IsToApp: false, IsGrpc: false, span));
            if (result == HopResult.Done)
                return null;
            names.Forget(appId);
            var mayRepeat = result == HopResult.NoConnection || result is HopResult.Lost or HopResult.Misdirected && !hasBody;
            if (!isKnown || !mayRepeat || context.RequestAborted.IsCancellationRequested)
                return problem;
            if (retry >= retries)
                return $"failed to invoke target {appId} after {retries} retries. Error: {problem}";
            await Task.Delay(policies.BetweenSidecars.Duration, context.RequestAborted);
        }
    }
}
