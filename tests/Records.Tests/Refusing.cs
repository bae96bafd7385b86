using Grpc.Core;

namespace PracticeAspire.Records.Tests;

internal static class Refusing
{
    /// <summary>Which rule said no.</summary>
    public static string? RuleCode(this RpcException refusal) => refusal.Trailers.GetValue("rule");

    /// <summary>What a call that must be refused was refused with.</summary>
    public static async Task<RpcException> Refused<T>(this AsyncUnaryCall<T> call) => await Assert.ThrowsAsync<RpcException>(async () => await call);
}
