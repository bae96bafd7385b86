using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Notifications.Contracts;
using PracticeAspire.Notifications.Mail;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Notifications.Deliveries;

internal sealed partial class DeliveriesService
{
    public override async Task<SendAgainReply> SendAgain(SendAgainRequest request, ServerCallContext context)
    {
        var id = request.DeliveryId.ToId("delivery_id");
        var ct = context.CancellationToken;
        var now = clock.GetCurrentInstant().ToDateTimeOffset();

        var woken = await db.Deliveries
            .Where(d => d.Id == id && (d.Status == DeliveryStatus.Failed || d.Status == DeliveryStatus.NoAddress))
            .ExecuteUpdateAsync(set => set
                .SetProperty(d => d.Status, DeliveryStatus.Waiting)
                .SetProperty(d => d.Attempts, 0)
                .SetProperty(d => d.NextAttemptAt, now), ct);
        if (woken == 0)
        {
            throw await db.Deliveries.AnyAsync(d => d.Id == id, ct)
                ? new RuleBroken("not-failed", "This was sent, or is still on its way. Only what has failed can be sent again.")
                : new NotFound();
        }

        await db.Database.ExecuteSqlAsync($"SELECT pg_notify({MailSignal.Channel}, '')", ct);
        return new();
    }
}
