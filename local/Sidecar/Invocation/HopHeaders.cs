namespace PracticeAspire.Sidecar.Invocation;

internal static class HopHeaders
{
    public const string AppId = "dapr-app-id";
    public const string CallerAppId = "dapr-caller-app-id";
    public const string CalleeAppId = "dapr-callee-app-id";
    public const string CallerNamespace = "dapr-caller-namespace";
    public const string ApiToken = "dapr-api-token";
    public const string Stream = "dapr-stream";
    public const string TraceParent = "traceparent";
    public const string TraceState = "tracestate";
    public const string GrpcTrace = "grpc-trace-bin";

    public static bool IsGrpc(this HttpRequest request) =>
        request.ContentType is { } type && type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase);
}
