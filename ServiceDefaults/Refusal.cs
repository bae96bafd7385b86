using System.Globalization;
using Grpc.Core;

namespace PracticeAspire.ServiceDefaults;

/// <summary>Why something was not done. One kind a row of the error table.</summary>
public enum RefusalKind
{
    /// <summary>The request itself is wrong; <see cref="Refusal.Field"/> says where.</summary>
    Malformed,

    /// <summary>A rule of the practice; <see cref="Refusal.Code"/> says which.</summary>
    Rule,

    /// <summary>Not there, or not the caller's: the same answer for both.</summary>
    NotFound,

    /// <summary>It changed meanwhile; <see cref="Refusal.CurrentVersion"/> is what it is now.</summary>
    Stale,

    /// <summary>The caller may not.</summary>
    NotAllowed,

    /// <summary>The caller's token is missing, forged or has expired.</summary>
    SignedOut,

    /// <summary>A neighbour is down or slow.</summary>
    Unavailable,

    /// <summary>Our fault.</summary>
    Failed,
}

/// <summary>
/// A refusal as it crosses the wire: gRPC status and sentence, with the trailers <c>rule</c>, <c>field</c> and <c>version</c>.
/// Services write it, pages read it; both directions stand here so that they cannot drift apart.
/// </summary>
public sealed record Refusal(RefusalKind Kind, string Sentence, string? Code = null, string? Field = null, long? CurrentVersion = null)
{
    public RpcException ToRpcException()
    {
        var trailers = new Metadata();
        if (Code is not null)
            trailers.Add("rule", Code);
        if (Field is not null)
            trailers.Add("field", Field);
        if (CurrentVersion is { } version)
            trailers.Add("version", version.ToString(CultureInfo.InvariantCulture));
        return new RpcException(new Status(StatusOf(Kind), Sentence), trailers);
    }

    public static Refusal From(RpcException failure) => new(
        KindOf(failure.StatusCode),
        failure.Status.Detail,
        failure.Trailers.GetValue("rule"),
        failure.Trailers.GetValue("field"),
        long.TryParse(failure.Trailers.GetValue("version"), CultureInfo.InvariantCulture, out var version) ? version : null);

    private static StatusCode StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Malformed => StatusCode.InvalidArgument,
        RefusalKind.Rule => StatusCode.FailedPrecondition,
        RefusalKind.NotFound => StatusCode.NotFound,
        RefusalKind.Stale => StatusCode.Aborted,
        RefusalKind.NotAllowed => StatusCode.PermissionDenied,
        RefusalKind.SignedOut => StatusCode.Unauthenticated,
        RefusalKind.Unavailable => StatusCode.Unavailable,
        _ => StatusCode.Internal,
    };

    private static RefusalKind KindOf(StatusCode status) => status switch
    {
        StatusCode.InvalidArgument => RefusalKind.Malformed,
        StatusCode.FailedPrecondition => RefusalKind.Rule,
        StatusCode.NotFound => RefusalKind.NotFound,
        StatusCode.Aborted => RefusalKind.Stale,
        StatusCode.PermissionDenied => RefusalKind.NotAllowed,
        StatusCode.Unauthenticated => RefusalKind.SignedOut,
        StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted => RefusalKind.Unavailable,
        _ => RefusalKind.Failed,
    };
}
