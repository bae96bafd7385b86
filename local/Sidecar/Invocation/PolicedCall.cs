using System.Diagnostics;
using Grpc.Core;
using PracticeAspire.Sidecar.Api;
using PracticeAspire.Sidecar.Names;
using PracticeAspire.Sidecar.Resiliency;

namespace PracticeAspire.Sidecar.Invocation;

/// <summary>
/// Calls to an app that a Resiliency policy names. They are buffered whole, which is why a stream has to say
/// <c>dapr-stream: true</c> to be spared, with daprd as here.
/// </summary>
internal sealed class PolicedCall(Forwarder forwarder, NameDirectory names, HopSettings settings)
{
    public async Task Grpc(HttpContext context, string appId, Policy policy, Activity? span)
    {
        var body = await BufferedCall.ReadBody(context);
        if (policy.Retry is not null && HasSeveralMessages(body))
        {
            await GrpcAnswer.Refuse(context, StatusCode.FailedPrecondition, "cannot use resiliency policies with retries on streaming RPCs");
            return;
        }
        var call = new BufferedCall(context, body, settings, forwarder.Sidecars);
        BufferedAnswer? last = null;
        try
        {
            last = await policy.Run(async cancellation =>
            {
                last = await call.Send(NextHop(appId, null, isGrpc: true, span), cancellation);
                return last.GrpcStatus is null or 0
                    ? last
                    : throw new CallFailed(FailureKind.Grpc, "", last.GrpcStatus.Value);
            }, context.RequestAborted);
            await last.CopyTo(context.Response);
        }
        catch (CallFailed failure) when (failure.Kind == FailureKind.Grpc)
        {
            await last!.CopyTo(context.Response);
        }
        catch (CallFailed failure)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            var status = failure.Kind switch
            {
                FailureKind.Timeout => StatusCode.DeadlineExceeded,
                FailureKind.Permanent => StatusCode.Unknown,
                _ => StatusCode.Unavailable,
            };
            await GrpcAnswer.Refuse(context, status, failure.Message);
        }
    }

    public async Task Http(HttpContext context, string appId, string path, Policy policy, Activity? span)
    {
        // A body without a known length is never sent twice.
        if (context.Request.ContentLength is null && context.Request.Headers.TransferEncoding.Count > 0)
            policy = policy with { Retry = null };
        var call = new BufferedCall(context, await BufferedCall.ReadBody(context), settings, forwarder.Sidecars);
        BufferedAnswer? last = null;
        try
        {
            last = await policy.Run(async cancellation =>
            {
                last = await call.Send(NextHop(appId, path, isGrpc: false, span), cancellation);
                return (int)last.Message.StatusCode is >= 200 and <= 399
                    ? last
                    : throw new CallFailed(FailureKind.Http, "", (int)last.Message.StatusCode);
            }, context.RequestAborted);
            await last.CopyTo(context.Response);
        }
        catch (CallFailed failure) when (failure.Kind == FailureKind.Http)
        {
            await last!.CopyTo(context.Response);
        }
        catch (CallFailed failure)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            await HttpAnswer.DirectInvoke(context, appId, failure.Message);
        }
    }

    private Hop NextHop(string appId, string? path, bool isGrpc, Activity? span)
    {
        names.Forget(appId);
        var address = names.Resolve(appId) ?? throw new CallFailed(FailureKind.Connection, $"no running sidecar of app {appId} was found");
        return new Hop(address, path, appId, IsToApp: false, isGrpc, span);
    }

    private static bool HasSeveralMessages(byte[] body) =>
        body.Length >= 5 && body.Length > 5 + System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(1));
}
