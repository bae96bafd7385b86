using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.Events.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.BuildingBlocks;

internal sealed class DeadLettersService(ServiceDb db, Subscriptions subscriptions) : DeadLetters.DeadLettersBase
{
    public override async Task<ListDeadLettersReply> ListDeadLetters(ListDeadLettersRequest request, ServerCallContext context)
    {
        var letters = await db.Set<DeadLetterEntry>().AsNoTracking()
            .OrderBy(l => l.FirstFailedAt).Take(500).ToListAsync(context.CancellationToken);
        var reply = new ListDeadLettersReply();
        reply.Letters.AddRange(letters.Select(l => new DeadLetter
        {
            Topic = l.Topic,
            Sequence = l.Sequence,
            EventId = l.EventId.ToString(),
            FirstFailedAt = (l.FirstFailedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
            Error = l.Error,
        }));
        return reply;
    }

    public override async Task<ReplayDeadLetterReply> ReplayDeadLetter(ReplayDeadLetterRequest request, ServerCallContext context)
    {
        var subscription = subscriptions.To(request.Topic) ?? throw new NotFound("This service does not listen to that topic.");
        try
        {
            return await subscription.ReplayAsync(request.Sequence, context.CancellationToken)
                ? new ReplayDeadLetterReply()
                : throw new NotFound("That event is not among the dead letters; it may have been replayed already.");
        }
        catch (Exception failure) when (failure is not (Refused or OperationCanceledException))
        {
            await db.Database.ExecuteSqlAsync(
                $"UPDATE dead_letter SET error = {$"{failure.GetType().Name}: {failure.Message}"} WHERE topic = {request.Topic} AND sequence = {request.Sequence}",
                context.CancellationToken);
            throw new RuleBroken("still-failing", $"It still cannot be applied ({failure.GetType().Name}). Mend the cause, then replay it again.");
        }
    }
}
