namespace PracticeAspire.Sidecar.Resiliency;

internal enum FailureKind
{
    Connection,
    Timeout,
    Http,
    Grpc,
    Permanent,
}

/// <summary>An attempt that failed. <see cref="Code"/> is the HTTP or gRPC status for those kinds, else 0.</summary>
internal sealed class CallFailed(FailureKind kind, string message, int code = 0, Exception? inner = null) : Exception(message, inner)
{
    public FailureKind Kind => kind;
    public int Code => code;
}
