using System.Globalization;
using Grpc.Core;

namespace PracticeAspire.Sidecar.Api;

/// <summary>A gRPC status without a message, for calls that never reach a handler.</summary>
internal static class GrpcAnswer
{
    public static Task Refuse(HttpContext context, StatusCode status, string detail)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }
        response.Clear();
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)status).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Uri.EscapeDataString(detail);
        return response.CompleteAsync();
    }
}
