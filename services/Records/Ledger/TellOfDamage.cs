using Grpc.Core;
using Grpc.Core.Interceptors;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Crypto;

namespace PracticeAspire.Records.Ledger;

/// <summary>Whoever meets a record that is not as it was written: the operator hears where, and the ledger that it was so.</summary>
internal sealed class TellOfDamage(AuditLog ledger, ILogger<TellOfDamage> log) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Damaged damage)
        {
            await TellAsync(context.GetHttpContext(), damage);
            throw;
        }
    }

    public async Task TellAsync(HttpContext http, Damaged damage)
    {
        log.LogCritical("A record is not as it was written: {Why}", damage.Why);
        await ledger.WriteAsync(http.Audited("record.damaged") with { Outcome = Outcomes.Failed }, CancellationToken.None);
    }
}
