using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using Yarp.ReverseProxy.Forwarder;

namespace PracticeAspire.Sidecar.Invocation;

/// <summary>What changes on the way: who calls whom, which token, which span. Everything else passes as it came.</summary>
internal sealed class HopTransformer(HopSettings settings, Hop hop) : HttpTransformer
{
    /// <summary>The next sidecar said that it is not the callee's: its predecessor's port was taken over.</summary>
    public bool WasMisdirected { get; private set; }

    public override async ValueTask TransformRequestAsync(HttpContext context, HttpRequestMessage request, string destinationPrefix, CancellationToken cancellation)
    {
        await base.TransformRequestAsync(context, request, destinationPrefix, cancellation);
        request.RequestUri = hop.Path is null
            ? RequestUtilities.MakeDestinationAddress(destinationPrefix, context.Request.Path, context.Request.QueryString)
            : new Uri(destinationPrefix + hop.Path + context.Request.QueryString.ToUriComponent(), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        request.Headers.Host = null;
        Apply(context.Request, request);
    }

    public override ValueTask<bool> TransformResponseAsync(HttpContext context, HttpResponseMessage? response, CancellationToken cancellation)
    {
        if (!hop.IsToApp && response?.StatusCode == HttpStatusCode.MisdirectedRequest)
        {
            WasMisdirected = true;
            return ValueTask.FromResult(false);
        }
        return base.TransformResponseAsync(context, response, cancellation);
    }

    public void Apply(HttpRequest from, HttpRequestMessage request)
    {
        var headers = request.Headers;
        headers.Remove(HopHeaders.AppId);
        headers.Remove(HopHeaders.ApiToken);
        if (hop.IsToApp)
        {
            if (settings.AppToken is not null)
                headers.TryAddWithoutValidation(HopHeaders.ApiToken, settings.AppToken);
        }
        else
        {
            Set(request, HopHeaders.CallerAppId, settings.AppId);
            Set(request, HopHeaders.CalleeAppId, hop.AppId);
            if (!hop.IsGrpc)
                AddForwarded(from, request);
        }
        if (!hop.IsGrpc)
            RemoveForHttp(from, request);
        if (hop.Span is { } span)
            Trace(request, span);
    }

    private void AddForwarded(HttpRequest from, HttpRequestMessage request)
    {
        Set(request, HopHeaders.CallerNamespace, settings.Namespace);
        var host = from.Host.Value ?? "";
        var address = from.HttpContext.Connection.RemoteIpAddress?.MapToIPv4().ToString() ?? "";
        Set(request, "X-Forwarded-For", address);
        Set(request, "X-Forwarded-Host", host);
        Set(request, "Forwarded", $"for={address};by={address};host={host}");
    }

    private static void RemoveForHttp(HttpRequest from, HttpRequestMessage request)
    {
        foreach (var name in from.Headers.GetCommaSeparatedValues("Connection"))
            request.Headers.Remove(name);
        foreach (var name in from.Headers.Keys)
        {
            if (name.EndsWith("-bin", StringComparison.OrdinalIgnoreCase))
                request.Headers.Remove(name);
        }
    }

    private void Trace(HttpRequestMessage request, Activity span)
    {
        Set(request, HopHeaders.TraceParent, span.Id!);
        if (span.TraceStateString is { Length: > 0 } state)
            Set(request, HopHeaders.TraceState, state);
        if (hop.IsGrpc && request.Headers.Remove(HopHeaders.GrpcTrace))
            request.Headers.TryAddWithoutValidation(HopHeaders.GrpcTrace, Binary(span));
    }

    // OpenCensus' binary form: version 0, then field 0 trace id, field 1 span id, field 2 flags.
    private static string Binary(Activity span)
    {
        Span<byte> bytes = stackalloc byte[29];
        bytes.Clear();
        span.TraceId.CopyTo(bytes[2..18]);
        bytes[18] = 1;
        span.SpanId.CopyTo(bytes[19..27]);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[27..], (ushort)(0x0200 | (int)span.ActivityTraceFlags));
        return Convert.ToBase64String(bytes);
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }
}
