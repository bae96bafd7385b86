using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace PracticeAspire.Sidecar.Api;

/// <summary>An answer of the sidecar's own APIs that is not success, in the words of both protocols.</summary>
internal sealed class ApiError(StatusCode grpc, int http, string errorCode, string message, string? reason = null) : Exception(message)
{
    public int HttpStatus => http;
    public string ErrorCode => errorCode;

    public RpcException ToRpcException()
    {
        var status = new Google.Rpc.Status { Code = (int)grpc, Message = Message };
        if (reason is not null)
            status.Details.Add(Any.Pack(new ErrorInfo { Domain = "dapr.io", Reason = reason }));
        return reason is null ? new RpcException(new Grpc.Core.Status(grpc, Message)) : status.ToRpcException();
    }
}
