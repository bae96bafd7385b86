using System.Globalization;
using System.Net;
using PracticeAspire.Sidecar.Resiliency;

namespace PracticeAspire.Sidecar.Invocation;

/// <summary>A whole answer held in memory, so that it can be thrown away and asked for again.</summary>
internal sealed record BufferedAnswer(HttpResponseMessage Message, byte[] Body)
{
    public int? GrpcStatus => Value(Message.Headers) ?? Value(Message.TrailingHeaders);

    private static int? Value(System.Net.Http.Headers.HttpHeaders headers) =>
        headers.TryGetValues("grpc-status", out var values) && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : null;

    public async Task CopyTo(HttpResponse response)
    {
        response.StatusCode = (int)Message.StatusCode;
        foreach (var (name, values) in Message.Headers.Concat(Message.Content.Headers))
        {
            if (!IsHopByHop(name))
                response.Headers[name] = values.ToArray();
        }
        if (Message.TrailingHeaders.Any())
        {
            foreach (var (name, values) in Message.TrailingHeaders)
                response.AppendTrailer(name, values.ToArray());
        }
        await response.Body.WriteAsync(Body);
    }

    private static bool IsHopByHop(string name) => name.ToUpperInvariant() is "CONNECTION" or "KEEP-ALIVE" or "TRANSFER-ENCODING" or "CONTENT-LENGTH" or "UPGRADE" or "TRAILER";
}

/// <summary>One request whose body is in memory, sent as often as a policy wants.</summary>
internal sealed class BufferedCall(HttpContext context, byte[] body, HopSettings settings, HttpMessageInvoker client)
{
    public static async Task<byte[]> ReadBody(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.ToArray();
    }

    public async Task<BufferedAnswer> Send(Hop hop, CancellationToken cancellation)
    {
        using var request = NewRequest(hop);
        HttpResponseMessage response;
        byte[] answer;
        try
        {
            response = await client.SendAsync(request, cancellation);
            answer = await response.Content.ReadAsByteArrayAsync(cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new CallFailed(FailureKind.Connection, e.Message, inner: e);
        }
        if (response.StatusCode == HttpStatusCode.MisdirectedRequest)
            throw new CallFailed(FailureKind.Connection, "another app answered there");
        return new BufferedAnswer(response, answer);
    }

    private HttpRequestMessage NewRequest(Hop hop)
    {
        var from = context.Request;
        var path = hop.Path ?? from.Path.ToUriComponent();
        var request = new HttpRequestMessage(new HttpMethod(from.Method), new Uri(hop.Address + path + from.QueryString.ToUriComponent(), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (body.Length > 0 || from.ContentType is not null)
            request.Content = new ByteArrayContent(body);
        foreach (var (name, values) in from.Headers)
        {
            if (IsOwn(name))
                continue;
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
        if (hop.IsGrpc)
            request.Headers.TryAddWithoutValidation("TE", "trailers");
        new HopTransformer(settings, hop).Apply(from, request);
        return request;
    }

    private static bool IsOwn(string name) => name.StartsWith(':') || name.ToUpperInvariant() is
        "HOST" or "CONNECTION" or "KEEP-ALIVE" or "TRANSFER-ENCODING" or "CONTENT-LENGTH" or "UPGRADE" or "TE" or "TRAILER" or "HTTP2-SETTINGS" or "PROXY-CONNECTION";
}
