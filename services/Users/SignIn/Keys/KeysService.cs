using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.SignIn;

/// <summary>The provider's keys, for operators; see the contract.</summary>
internal sealed class KeysService(UsersDb db, KeyMaterial material, RotateKeys rotation, IClock clock) : ProviderKeyRing.ProviderKeyRingBase
{
    public override Task<ListKeysReply> ListKeys(ListKeysRequest request, ServerCallContext context) => ReplyAsync(context.CancellationToken);

    public override async Task<ListKeysReply> MakeNextKeys(MakeNextKeysRequest request, ServerCallContext context)
    {
        var (now, ct) = (clock.GetCurrentInstant(), context.CancellationToken);
        await using (var transaction = await db.Database.BeginTransactionAsync(ct))
        {
            await RotateKeys.TakeTurnAsync(db, ct);
            if (await db.ProviderKeys.AnyAsync(key => key.UsedFrom > now, ct))
                throw new RuleBroken("next-waits", "The next keys are made already and are used within 15 minutes. Wait for them.");

            RotateKeys.MakeNext(db, material, now);
            db.Audit(context.Audited("key.asked-for"));
            await db.SaveOrRefuse(ct);
            await transaction.CommitAsync(ct);
        }

        await rotation.LookAsync(ct);
        return await ReplyAsync(ct);
    }

    private async Task<ListKeysReply> ReplyAsync(CancellationToken ct)
    {
        var keys = await db.ProviderKeys.AsNoTracking().OrderBy(key => key.Purpose).ThenByDescending(key => key.UsedFrom).ToListAsync(ct);
        return new ListKeysReply
        {
            Keys = { keys.Select(key => new ProviderKeyInfo { Id = key.Id, Purpose = key.Purpose, CreatedAt = key.CreatedAt.ToTimestamp(), UsedFrom = key.UsedFrom.ToTimestamp() }) },
        };
    }
}
