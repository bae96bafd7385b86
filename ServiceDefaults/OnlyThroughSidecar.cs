using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace PracticeAspire.ServiceDefaults;

/// <summary>
/// gRPC calls and deliveries come from our own sidecar, which presents <c>APP_API_TOKEN</c>. The gRPC door speaks HTTP/2 and the other
/// one does not, so whoever speaks HTTP/2 without that token has gone round the sidecar and is turned away, as is whoever knocks at the
/// routes below <c>/dapr</c> on the other door.
/// </summary>
internal sealed class OnlyThroughSidecar(RequestDelegate next, IConfiguration configuration)
{
    private readonly byte[] token = Encoding.UTF8.GetBytes(configuration.GetRequired("APP_API_TOKEN"));

    public Task InvokeAsync(HttpContext context)
    {
        var forSidecar = HttpProtocol.IsHttp2(context.Request.Protocol) || context.Request.Path.StartsWithSegments("/dapr");
        if (!forSidecar || Presents(context.Request))
            return next(context);

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private bool Presents(HttpRequest request) =>
        request.Headers.TryGetValue("dapr-api-token", out var presented)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(presented.ToString()), token);
}
