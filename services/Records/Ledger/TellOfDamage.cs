using Grpc.Core;
using Grpc.Core.Interceptors;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Crypto;

namespace PracticeAspire.Records.Ledger;

/// <summary>Whoever meets a record that is not as it was written: the operator hears where, and the ledger that it was so.</summary>
internal sealed class TellOfDamage(AuditLog ledger, ILogger<TellOfDamage> log) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        ToldAsync(context, () => continuation(request, context));

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        ToldAsync(context, () => continuation(requestStream, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        ToldAsync(context, async () =>
        {
            await continuation(request, responseStream, context);
            return true;
        });

    public async Task TellAsync(HttpContext http, Damaged damage)
    {
        log.LogCritical("A record is not as it was written: {Why}", damage.Why);
        await ledger.WriteAsync(http.Audited("record.damaged") with { Outcome = Outcomes.Failed }, CancellationToken.None);
    }

    private async Task<T> ToldAsync<T>(ServerCallContext context, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Damaged damage)
        {
            await TellAsync(context.GetHttpContext(), damage);
            throw;
        }
    }
}
