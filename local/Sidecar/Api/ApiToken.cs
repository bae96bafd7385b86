using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using PracticeAspire.Sidecar.Invocation;

namespace PracticeAspire.Sidecar.Api;

/// <summary>With DAPR_API_TOKEN set, only those who know it are served; health is for everybody.</summary>
internal sealed class ApiToken
{
    private readonly byte[]? expected = Environment.GetEnvironmentVariable("DAPR_API_TOKEN") is { Length: > 0 } token ? Encoding.UTF8.GetBytes(token) : null;

    public bool Admits(HttpRequest request) => expected is null
        || CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers[HopHeaders.ApiToken].ToString()), expected)
        || request.Path.Value is "/v1.0/healthz" or "/v1.0/healthz/outbound" && HttpMethods.IsGet(request.Method);

    public static Task RefuseHttp(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync("invalid api token");
    }

    public static Task RefuseGrpc(HttpContext context) => GrpcAnswer.Refuse(context, StatusCode.Unauthenticated, "Unauthorized");
}
